"""The shell: layout, components, role homes and the pages that compose a case. Owns no table."""
