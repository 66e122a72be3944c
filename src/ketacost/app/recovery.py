"""What happens when a run of the page fails: the visitor's last good answer is drawn again.

Most failures are values that no browser sends (a choice that there is not, text for a number),
which Streamlit's own widgets raise at, before and between our lines. Nothing of such a message is
kept: all widgets are forgotten, as they take their values from the session anyway, the session goes
back to what it held after its last good run, and the page is drawn anew. If that fails too the
session is read anew from the address; if even that does, a plain sentence is said.
"""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.runtime.state.common import is_element_id

from ketacost.app.session import KEY, Session, current
from ketacost.model.scenario import default_scenario
from ketacost.words.language import words

_FAILED = "runs-failed"
"""How many runs in a row have failed after they began to draw; before that it is the message."""


def went_well() -> None:
    """At the end of a run: what the session holds now is what it comes back to."""
    here = current()
    here.good = here.scenario
    here.problems = tuple(p for p in here.problems if p != words().say("broken.change"))
    st.session_state[_FAILED] = 0


def recover(error: Exception) -> bool:
    """Called by Streamlit with what a run or a callback raised, which it has logged. Returns
    whether the visitor needs no word of it from Streamlit: always."""
    context = get_script_run_ctx()
    if context is None or context.script_requests is None:
        return True
    state = context.session_state._state
    held = dict(state._new_session_state) | dict(state._old_state)
    failed, here = held.get(_FAILED, 0) + context.has_script_started, held.get(KEY)
    state._new_widget_state.states.clear()  # Streamlit's own `clear` reads them once more
    if isinstance(here, Session) and failed < 2:
        for name in [name for name in state._old_state if is_element_id(name)]:
            del state._old_state[name]
        _go_back(here)
    else:
        state.clear()
    st.session_state[_FAILED] = failed % 3
    if failed < 3:
        context.script_requests.request_rerun(
            RerunData(query_string=context.query_string, page_script_hash=context.page_script_hash)
        )
    else:
        st.error(words().say("broken.page"))
        st.caption(words().say("broken.what-to-do"))
    return True


def _go_back(here: Session) -> None:
    here.scenario = here.good or default_scenario(here.book)
    here.arm_numbers = tuple(range(len(here.scenario.arms)))
    here.adding_quote = False
    here.problems = (words().say("broken.change"),)
