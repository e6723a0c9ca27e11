"""What words mean in an archive: classes of inflected forms, parts of compounds, abbreviations, spellings."""
