"""How a generation is made: releases → rows and tokens → inverted → segments, merged and published."""
