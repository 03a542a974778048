"""The web site of the docs: `make site` builds it offline; the .md files of this folder are its source."""

from importlib import metadata

project = "qualcode"
author = copyright = "The qualcode developers"
release = metadata.version("qualcode")
extensions = ["myst_parser", "sphinx.ext.autodoc"]
root_doc = "index"
exclude_patterns = ["pictures"]
default_role = "code"  # `name` in a docstring is code
myst_enable_extensions = ["colon_fence", "attrs_inline"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
html_theme = "furo"
html_title = f"qualcode {release}"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#1a4f8b", "color-brand-content": "#1a4f8b"},
    "dark_css_variables": {"color-brand-primary": "#8ab8ee", "color-brand-content": "#8ab8ee"},
}
