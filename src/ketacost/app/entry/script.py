"""What Streamlit runs for every visitor, at every change.

It stands in a folder of its own: beside a folder `pages` Streamlit takes the files in that for
pages of an older kind, and the first visitor who opens another page than the first finds none.
"""

from ketacost.app.main import main

main()
