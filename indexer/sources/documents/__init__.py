"""What press offices send: mails, and documents of word processors and printers."""
