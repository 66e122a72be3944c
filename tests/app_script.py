"""The app's script as AppTest runs it: beside `app/main.py` stands a folder `pages`, which AppTest,
other than the server, takes for pages of an older kind from the second run on."""

from ketacost.app.main import main

main()
