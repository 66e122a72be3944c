"""The content of page Compare as a first script in Streamlit would give it: everything is built
anew each time, looked at or not. Only the tables are kept, as everybody keeps them."""

import io
from dataclasses import replace

import altair as alt
import pandas as pd
import streamlit as st

from ketacost import compare, default_scenario, load_prices
from ketacost.output import csv, picture, sheet
from ketacost.output.json import comparison_json

book = st.cache_resource(load_prices)()
st.title("Cost of four treatments")
plan = st.selectbox("plan", list(book.plans), key="plan")
region = st.selectbox("region", list(book.regions), key="region")
scenario = replace(default_scenario(book), plan=plan, region=region)
comparison = compare(book, scenario)
lines = pd.read_csv(io.StringIO(csv.ledger_csv(comparison, "http://localhost/")))
summary = pd.read_csv(io.StringIO(csv.summary_csv(comparison, "http://localhost/")))
for column, arm in zip(st.columns(len(comparison.arms)), comparison.arms, strict=True):
    totals = arm.ledger.totals()["patient_pays"]
    column.metric(arm.id, f"${totals['typical'] / 100:,.0f}")
    column.caption(f"from {totals['low'] / 100:,.0f} to {totals['high'] / 100:,.0f}")
st.dataframe(summary)
st.altair_chart(alt.Chart(summary.reset_index()).mark_bar().encode(x="index:O", y="index:Q"))
for arm in comparison.arms:
    with st.expander(f"Every line of {arm.id}"):
        st.dataframe(lines)
for place in range(len(comparison.arms)):
    with st.expander("Over time"):
        months = pd.DataFrame({"month": range(12), "usd": range(12)})
        st.altair_chart(alt.Chart(months).mark_line().encode(x="month", y="usd"), key=f"t{place}")
st.html(picture.ranges_picture(comparison, "http://localhost/"))
with st.expander("Take it with you"):
    st.download_button("PDF", sheet.sheet_pdf(comparison, "http://localhost/"))
    st.download_button("HTML", sheet.sheet_html(comparison, "http://localhost/"))
    st.download_button("CSV", csv.ledger_csv(comparison, "http://localhost/"))
    st.download_button("JSON", comparison_json(comparison, "http://localhost/"))
    st.code(comparison_json(comparison, "http://localhost/"))
