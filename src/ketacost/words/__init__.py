"""The only place with sentences: codes and figures in the reader's language."""
