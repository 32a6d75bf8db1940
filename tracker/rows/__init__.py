"""What is shown: frozen dataclasses that queries return and pages, charts and workbooks take."""
