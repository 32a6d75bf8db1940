"""使い方: one page a task, in short steps, each topic with a picture of the page that it is about."""
