"""`streamlit run app.py`: the same app as `ketacost app`."""

from ketacost.app.main import main

main()
