"""The Streamlit app: one file a page, over the pure pipeline."""
