"""EasyPost: many carriers behind one account, over its REST protocol (v2)."""
