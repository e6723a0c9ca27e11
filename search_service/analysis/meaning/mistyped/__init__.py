"""What a mistyped word may have been meant to be: letters, what slips cost, words that are near, and which of them is likely."""
