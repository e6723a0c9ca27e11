"""Formats that releases come in: one module a format, each turns bytes into releases or rejections."""
