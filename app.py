"""`streamlit run app.py`: the same app as `ketacost app`."""

import streamlit as st

from ketacost.app.server import SCRIPT, stack

app = st.App(SCRIPT, **stack())  # Streamlit looks for this very call
