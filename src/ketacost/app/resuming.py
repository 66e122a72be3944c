"""A page that outlived its server, or was offline for long, comes back with what stands in its
boxes: what a person changed in the meantime counts, though the new session drew it from the link.

A new session's first run draws every box from the link. What the page sent is then applied on top,
as if each box had just been changed: Streamlit calls back for those that differ, and for no other.
"""

from __future__ import annotations

import re

import streamlit as st
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.runtime.state.session_state import Serialized

from ketacost.app.session import KEY, current

_ASKED = re.compile(r"-(?:plan|region|(?:opt|ses)_(\d+)_\d+)$")  # a box of the open question
_FOLD = "question"
"""Where the question keeps whether it is open."""


def brought() -> list[WidgetState]:
    """At the beginning of a run, before `session.begin`: what the page of a lost session holds;
    nothing in any other run."""
    context = get_script_run_ctx()
    if context is None or KEY in st.session_state:
        return []
    held = context.session_state._state._new_widget_state.states.values()
    found = [one.value for one in held if isinstance(one, Serialized)]
    if any(_ASKED.search(state.id) for state in found):
        st.session_state[_FOLD] = True
    return found


def resume(found: list[WidgetState]) -> None:
    """At the end of that run: apply it, if the boxes still mean what they meant."""
    context = get_script_run_ctx()
    if not found or context is None or context.script_requests is None:
        return
    boxes = (_ASKED.search(state.id) for state in found)
    numbers = {int(box[1]) for box in boxes if box and box[1]}
    if numbers - set(current().arm_numbers):
        return  # treatments were removed or added there: boxes are named by another count
    context.script_requests.request_rerun(
        RerunData(
            query_string=context.query_string,
            page_script_hash=context.page_script_hash,
            widget_states=WidgetStates(widgets=found),
        )
    )
