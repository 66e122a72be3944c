"""A comparison to take away or to print: files, pictures, the sheet, the terminal."""
