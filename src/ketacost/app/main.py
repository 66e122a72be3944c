"""Entry of the app: page set-up and navigation, nothing else."""

from __future__ import annotations

import streamlit as st

from ketacost.app import session as state
from ketacost.app.pages import bill as bill_page
from ketacost.app.pages import changes as changes_page
from ketacost.app.pages import compare as compare_page
from ketacost.app.pages import prices as prices_page
from ketacost.app.pages import two as two_page
from ketacost.app.parts import drawing
from ketacost.tables import PricingError, PricingFaults


def main() -> None:
    """Run the page that the visitor asks for."""
    st.set_page_config(page_title="ketacost: what would it cost me?", layout="wide")
    drawing.style()
    state.keep()
    page = st.navigation(
        [
            st.Page(compare_page.show, title="Compare", url_path="compare", default=True),
            st.Page(two_page.show, title="Two scenarios", url_path="two"),
            st.Page(bill_page.show, title="After the bill", url_path="bill"),
            st.Page(prices_page.show, title="Prices", url_path="prices"),
            st.Page(changes_page.show, title="What changed", url_path="changes"),
        ],
        position="hidden" if st.context.is_embedded else "top",
    )
    try:
        page.run()
    except (PricingError, PricingFaults) as err:
        st.error("The price tables can't be used right now, so there is nothing to show.")
        st.caption(drawing.md(str(err)[:2_000]))
        drawing.crisis()
    if not st.context.is_embedded:
        drawing.foot()


if __name__ == "__main__":
    main()
