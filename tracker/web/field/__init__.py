"""The program without a network: the shell, the cards it shows, and what makes a phone install it."""
