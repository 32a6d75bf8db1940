"""The pages of test_every_page.py once more, in English."""

from tests.journeys.test_every_page import (  # noqa: F401 - what is imported is collected here too
    language,
    show,
    test_a_form_sent_empty_is_refused_on_a_page_as_good_as_any,
    test_no_page_is_too_wide_for_a_phone_or_has_anything_for_axe_to_find,
    test_pages_that_say_no_are_as_good_as_any,
    test_the_main_pages_fit_the_narrowest_phone,
)

LANGUAGE = "en"
