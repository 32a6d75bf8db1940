"""The case tracker of the Innovation Producer programme; the web application is made by ``tracker.web.application``."""
