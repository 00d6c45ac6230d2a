#!/usr/bin/env python3
"""convert.py MODEL OUT: writes the weights and tables of spaCy's model en_core_web_sm 3.8 as the crate `news` reads them.

MODEL is the model's folder (it holds config.cfg), OUT this folder. Needs spacy 3.8. See README.md for where the model comes from.

weights.bin: for each tensor, in the order of `TENSORS`, its numbers as IEEE 754 half precision, little endian, row by row.
"""
import sys
import numpy
import spacy
import spacy.lang.norm_exceptions
from spacy.symbols import IDS

nlp = spacy.util.load_model(sys.argv[1])
out = sys.argv[2]


def nodes(pipe, name):
    return [node for node in nlp.get_pipe(pipe).model.walk() if node.name == name]


tensors = []
embeds = sorted(nodes("tok2vec", "hashembed"), key=lambda node: node.attrs["seed"])
assert [node.attrs["seed"] for node in embeds] == list(range(8, 14))
tensors += [node.get_param("E") for node in embeds]
maxouts, norms = nodes("tok2vec", "maxout"), nodes("tok2vec", "layernorm")
mix = [node for node in maxouts if node.get_dim("nI") == 576]
assert len(mix) == 1 and len(maxouts) == 5
order = mix + sorted((node for node in maxouts if node not in mix), key=lambda node: node.id)
norms = sorted(norms, key=lambda node: node.id)
for maxout, norm in zip(order, norms):
    assert norm.id == maxout.id + 1
    tensors += [maxout.get_param("W"), maxout.get_param("b"), norm.get_param("G"), norm.get_param("b")]
(softmax,) = nodes("tagger", "softmax")
tensors += [softmax.get_param("W"), softmax.get_param("b")]
(affine,) = nodes("parser", "precomputable_affine")
linears = nodes("parser", "linear")
(lower,) = [node for node in linears if node.get_dim("nI") == 96]
(upper,) = [node for node in linears if node.get_dim("nI") == 64 and node.get_dim("nO") != 64]
for node, names in ((lower, "W b"), (affine, "W b pad"), (upper, "W b")):
    tensors += [node.get_param(name) for name in names.split()]
with open(f"{out}/weights.bin", "wb") as file:
    for tensor in tensors:
        print(tensor.shape, abs(tensor).max(), file=sys.stderr)
        file.write(tensor.astype("<f2").tobytes())

parser = nlp.get_pipe("parser")
moves = [parser.moves.get_class_name(idx) for idx in range(parser.moves.n_moves)]
with open(f"{out}/labels.txt", "w", encoding="utf-8") as file:
    file.write(" ".join(nlp.get_pipe("tagger").labels) + "\n" + " ".join(moves) + "\n")

# What is written in one but is several tokens, or one that would be taken apart: form, tab, tokens with their norms.
with open(f"{out}/tokens.txt", "w", encoding="utf-8") as file:
    for form, tokens in sorted(nlp.tokenizer.rules.items()):
        if any(character.isspace() for character in form):
            continue
        doc = nlp.make_doc(form)
        assert "".join(token.text for token in doc) == form, form
        file.write(form + "\t" + " ".join(f"{token.text}/{token.norm_}" if token.norm_ != token.lower_ else token.text
                                          for token in doc) + "\n")

# Words whose norm is not their small letters, by the hash of the word; names that have numbers of their own among the strings.
table = {key: norm for key, norm in nlp.vocab.lookups.get_table("lexeme_norm").items()}
table |= {spacy.strings.get_string_id(word): norm for word, norm in spacy.lang.norm_exceptions.BASE_NORMS.items()}
with open(f"{out}/norms.txt", "w", encoding="utf-8") as file:
    for key, norm in sorted(table.items()):
        if not any(character.isspace() for character in norm):
            file.write(f"{key:016x} {norm}\n")
with open(f"{out}/symbols.txt", "w", encoding="utf-8") as file:
    for name, number in sorted(IDS.items(), key=lambda pair: pair[1]):
        if name:
            file.write(f"{name} {number}\n")
