"""What a page says of its release beside the text: marks, dates, senders, credits."""
