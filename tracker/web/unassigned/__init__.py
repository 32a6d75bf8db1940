"""案件未指定: the list of notes that are no case's, and giving one to its cases."""
