"""The words that étude knows, what they mean to it, and a tokenizer that has each of them whole.

Étude reads some hundred ideas in some thousand forms: "red", "красный" and "красной" are one idea. So a token's embedding
begins as its idea's, with a little of its own form added: what a language model learns from a library is given here, and the
text encoder has only grammar left to learn."""
import json
import re
from pathlib import Path

import numpy as np

import words_english as en
import words_russian as ru
from palette import COLOURS

WORD = re.compile(r"[^\W\d_]+|\d+")
# Adjectives that say what another word says.
SAME = {"winter": "season:winter", "snowy": "season:winter", "summer": "season:summer", "spring": "season:spring", "autumn": "season:autumn", "night": "time:night",
        "evening": "time:dusk", "morning": "time:morning", "rainy": "weather:rain", "starry": "weather:stars", "birchen": "noun:birch", "firry": "noun:fir",
        "gzhel": "gzhel", "khokhloma": "khokhloma", "lubok": "lubok", "suprematist": "suprematism", "constructivist": "constructivism", "abstract": "composition"}
# Words that carry nothing by themselves.
LITTLE = set("a an the of in on at to by with and under и в на с со от из под идёт the glow soft tiles print painting drawing colours цвета живопись рисунок pen".split())
STYLES = {
    "gzhel": "gzhel гжель cobalt porcelain plate", "khokhloma": "khokhloma хохлома", "lubok": "lubok лубок лубком", "suprematism": "suprematism suprematist супрематизм",
    "constructivism": "constructivism constructivist poster конструктивизм плакат bauhaus exercise баухаус", "composition": "composition abstract abstraction improvisation композиция абстракция импровизация отвлечённая",
    "landscape": "landscape view scene пейзаж вид", "still life": "still life натюрморт wall стена стене", "ornament": "роспись картинка картина plate", "ground": "ground background фон фоне фоном sky небо",
    "dome": "dome onion купол куполом купола", "setting": "setting reflecting отблески заката",
}


def ideas():
    """word → {idea: weight}. A word with two meanings has both."""
    found = {}

    def add(text, idea, form=""):
        for word in WORD.findall(text.lower()):
            if word in LITTLE and len(WORD.findall(text)) > 1 or (idea, word.rstrip("s")) == ("noun:half-circle", "circle"):
                continue
            for spelt in {word, word.replace("ё", "е")}:
                found.setdefault(spelt, {})[idea] = 1.0
                if form:
                    found[spelt]["form:" + form] = 0.4
    for name, variants in ru.NOUNS.items():
        for _, forms in variants:
            for form, word in zip(ru.CASES, forms.split()):
                add(word, "noun:" + name, form)
    for name, variants in en.NOUNS.items():
        for forms in variants:
            for form, word in zip(("nom", "nom pl"), forms.split("|" if "|" in forms else " ")):
                add(word, "noun:" + name, form)
    for word, (stem, kind) in ru.ADJECTIVES.items():
        idea = SAME.get(word, "colour:" + word if word in COLOURS or word == "gold" else "is:" + word)
        for case, endings in ru.ENDINGS[kind].items():
            for ending in endings.split():
                add(stem + ending, idea, case)
    for name in [*COLOURS, "gold"]:
        for text in en.COLOURS.get(name, [name]):
            add(text, "colour:" + name)
    for name, texts in en.SIZES.items():
        for text in texts:
            add(text, "is:" + name)
    for language in (en, ru):
        for number, word in language.NUMBERS.items():
            add(word, f"number:{number}")
            add(str(number), f"number:{number}")
        for name, texts in language.RELATIONS.items():
            for text in texts:
                add(text[0] if isinstance(text, tuple) else text, "relation:" + name)
        for kind in ("SEASON", "TIME", "WEATHER", "MANNER"):
            for name, texts in getattr(language, kind).items():
                for text in texts:
                    add(text, kind.lower() + ":" + name)
    add("две", "number:2"), add("wooden", "is:wooden"), add("golden", "colour:gold"), add("horseback", "noun:horse")
    for idea, text in STYLES.items():
        add(text, idea)
    for word in LITTLE:
        for spelt in {word, word.replace("ё", "е")}:
            found.setdefault(spelt, {})["little:" + word] = 1.0
    return found


def words():
    """All words, the same ones in every run."""
    return sorted(ideas())


def table(tokenizer, width, seed=7):
    """[tokens, width] float32: where the token embeddings begin; zero for pieces of words that étude does not know."""
    out = np.zeros((len(tokenizer), width), "float32")
    vector = lambda name: np.random.RandomState([seed, *name.encode()]).randn(width).astype("float32")
    for word, meant in ideas().items():
        tokens = tokenizer(word, add_special_tokens=False)["input_ids"]
        value = sum(weight * vector(idea) for idea, weight in meant.items()) + 0.2 * vector("word:" + word)
        if len(tokens) == 1:
            out[tokens[0]] = 0.25 * value
    for mark in [",", ":", ".", tokenizer.bos_token, tokenizer.eos_token]:
        for token in tokenizer(mark, add_special_tokens=False)["input_ids"]:
            out[token] = 0.25 * vector("mark:" + mark)
    return out


def build_tokenizer(run):
    """Byte-pair encoding in CLIP's own files; merges join every known word to one token."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers
    from transformers import CLIPTokenizer
    path = Path(run) / "prior" / "tokenizer"
    if not (path / "vocab.json").exists():
        path.mkdir(parents=True, exist_ok=True)
        t = Tokenizer(models.BPE(unk_token="<|endoftext|>", end_of_word_suffix="</w>", continuing_subword_prefix=""))
        t.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
        t.pre_tokenizer = pre_tokenizers.Sequence([
            pre_tokenizers.Split(Regex(r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"), behavior="removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False)])
        alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
        t.train_from_iterator([" ".join(words())] * 2, trainers.BpeTrainer(vocab_size=30_000, min_frequency=2, initial_alphabet=alphabet, end_of_word_suffix="</w>", show_progress=False))
        merges = [m if isinstance(m, str) else " ".join(m) for m in json.loads(t.to_str())["model"]["merges"]]
        vocab = {}
        for s in alphabet + [b + "</w>" for b in alphabet] + [m.replace(" ", "") for m in merges] + ["<|startoftext|>", "<|endoftext|>"]:
            vocab.setdefault(s, len(vocab))
        (path / "vocab.json").write_text(json.dumps(vocab, ensure_ascii=False))
        (path / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges) + "\n")
        special = {"bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>", "pad_token": "<|endoftext|>"}
        (path / "special_tokens_map.json").write_text(json.dumps(special, indent=1))
        (path / "tokenizer_config.json").write_text(json.dumps({"add_prefix_space": False, **special, "model_max_length": 77, "do_lower_case": True, "tokenizer_class": "CLIPTokenizer"}, indent=1))
    return CLIPTokenizer.from_pretrained(path)


def listing():
    """What the studio offers, in the words' first forms and by language, and all forms that étude knows."""
    first = lambda forms: forms.split("|" if "|" in forms else " ")[0]
    things = {"en": [first(v) for name, variants in en.NOUNS.items() for v in variants] + [w for v in en.MANNER.values() for w in v],
              "ru": [forms.split()[0] for variants in ru.NOUNS.values() for _, forms in variants] + [w for v in ru.MANNER.values() for w in v]}
    things["en"] += [*COLOURS, *(w for v in (en.SIZES, en.SEASON, en.TIME, en.WEATHER, en.RELATIONS) for ws in v.values() for w in ws)]
    things["ru"] += [ru.adjective(a, "nom", 0) for a in ru.ADJECTIVES] + [w for v in (ru.SEASON, ru.TIME, ru.WEATHER) for ws in v.values() for w in ws]
    things["en"] += "landscape|still life|composition|suprematist composition|constructivist composition|bauhaus composition|gzhel|khokhloma|lubok|ground|wooden".split("|")
    things["ru"] += "пейзаж|натюрморт|композиция|супрематизм|конструктивизм|баухаус|гжель|хохлома|лубок|фон|стена|купол".split("|")
    return {**{language: sorted(set(words)) for language, words in things.items()}, "known": words()}
