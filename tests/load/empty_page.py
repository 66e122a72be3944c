"""What a rerun of Streamlit costs with nothing on the page."""

import streamlit as st

st.title("empty")
st.selectbox("plan", ["none", "a plan", "another plan"], key="plan")
