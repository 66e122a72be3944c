"""The app: page set-up and navigation, nothing else."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from ketacost.app import recovery, resuming, session
from ketacost.app.books import answer
from ketacost.app.faulty import log
from ketacost.app.pages import (
    across_the_country,
    after_the_bill,
    compare,
    how_this_works,
    i_paid,
    next_years_plan,
    price_tables,
    release_as_data,
    what_changed,
)
from ketacost.app.parts import drawing
from ketacost.output.first_html import comparison_title
from ketacost.tables import PricingError, PricingFaults
from ketacost.tables.language import LANGUAGES, language
from ketacost.words.language import words

# Pages by their path; `words/en.yaml` names them under `pages`. (No string stands alone in this
# file: Streamlit would print it.)
PAGES = {
    "compare": compare.show,
    "next-year": next_years_plan.show,
    "country": across_the_country.show,
    "bill": after_the_bill.show,
    "prices": price_tables.show,
    "changes": what_changed.show,
    "data": release_as_data.show,
    "paid": i_paid.show,
    "how": how_this_works.show,
    # where two links were compared before a scenario could be kept: old addresses lead here
    "two": compare.show,
}


def main() -> None:
    """Run the page that the visitor asks for."""
    fault: Exception | None = None
    brought = resuming.brought()
    try:
        session.begin()
    except (PricingError, PricingFaults) as err:
        fault = err
    say = words().say
    pages = [
        st.Page(
            show,
            title=say(f"pages.{path}"),
            url_path=path,
            default=path == "compare",
            visibility="hidden" if path == "two" else "visible",
        )
        for path, show in PAGES.items()
    ]
    page = st.navigation(pages, position="hidden" if st.context.is_embedded else "top")
    st.set_page_config(page_title=_window(page, fault), layout="wide")
    drawing.style()
    try:
        if fault:
            raise fault
        session.current().page = page.url_path
        _language_switch()
        page.run()
        session.write_address()
        recovery.went_well()
        resuming.resume(brought)
    except (PricingError, PricingFaults) as err:
        log(err)
        st.error(say("pages.no-tables"))
        drawing.crisis()
    drawing.page_links(p for p in pages if p.url_path != "two")
    drawing.foot()
    st.html(f'<span hidden data-kc-lang="{language()}"></span>')


def _window(page: StreamlitPage, fault: Exception | None) -> str:
    """The window's title: of Compare the answer, as in the first HTML; of others their names."""
    if page.url_path in ("", "two") and not fault:
        here = session.current()
        return comparison_title(answer(here.book, here.scenario))
    return words().say("pages.window", page=page.title)


def _language_switch() -> None:
    """A button that shows this very place in the other language, named in that language."""
    other = next(name for name in LANGUAGES if name != session.current().language)
    if not st.context.is_embedded:
        label = words(other).say("pages.this-language")
        st.button(label, key="language", type="tertiary", on_click=_read_in, args=(other,))


def _read_in(chosen: str) -> None:
    session.current().read_in(chosen)
