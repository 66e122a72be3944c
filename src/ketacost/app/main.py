"""Entry of the app: page set-up and navigation, nothing else."""

from __future__ import annotations

import streamlit as st

from ketacost.app import session
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
from ketacost.tables import PricingError, PricingFaults


def main() -> None:
    """Run the page that the visitor asks for."""
    st.set_page_config(page_title="ketacost: what would it cost me?", layout="wide")
    drawing.style()
    page = st.navigation(
        [
            st.Page(compare.show, title="Compare", url_path="compare", default=True),
            st.Page(next_years_plan.show, title="Next year's plan", url_path="next-year"),
            st.Page(across_the_country.show, title="Across the country", url_path="country"),
            st.Page(after_the_bill.show, title="After the bill", url_path="bill"),
            st.Page(price_tables.show, title="Prices", url_path="prices"),
            st.Page(what_changed.show, title="What changed", url_path="changes"),
            st.Page(release_as_data.show, title="Data", url_path="data"),
            st.Page(i_paid.show, title="I paid this", url_path="paid"),
            st.Page(how_this_works.show, title="How this works", url_path="how"),
            # where two links were compared before a scenario could be kept: old addresses lead here
            st.Page(compare.show, title="Before and after", url_path="two", visibility="hidden"),
        ],
        position="hidden" if st.context.is_embedded else "top",
    )
    try:
        session.begin().page = page.url_path
        page.run()
        session.write_address()
    except (PricingError, PricingFaults) as err:
        st.error("The price tables can't be used right now, so there is nothing to show.")
        st.caption(drawing.md(str(err)[:2_000]))
        drawing.crisis()
    drawing.foot()


if __name__ == "__main__":
    main()
