"""How well a content is covered: figures of answered questions and robustness variants of questions.

``metrics`` counts, ``variants`` rewrites; neither knows the index, Rasa or the web. Import the two by name:
``variants`` loads jieba, which the serving path never needs.
"""
