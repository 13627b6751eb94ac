"""Small SentencePiece models of T5's and of XLM-RoBERTa's kind, and the ids that the library gives for texts in many languages.

    python sentencepiece_models.py ../fixtures/sentencepiece

Writes t5.model, xlmr.model and cases.json. Ids of XLM-RoBERTa are those of fairseq: <s> 0, <pad> 1, </s> 2, <unk> 3, then the pieces.
"""
import json
import pathlib
import sys
import tempfile

import sentencepiece

WORDS = """a red horse under a blue moon; the rider, the bow and the river · an old boat in the fog, etching
синий всадник под жёлтой луной, масло · деревянная церковь в снегу, вечер, тихо · ярмарка, пряники и самовар
ein blauer Reiter im Wald · un cavalier bleu dans la forêt, crépuscule · un jinete azul, óleo sobre lienzo
雪の中の赤い馬 青い騎手 · 月亮下的蓝色骑手 油画 · 푸른 말을 탄 사람 저녁
فارس أزرق في الغابة عند الغروب · ένας μπλε καβαλάρης στο δάσος · נ ר כחול ביער · नीला घुड़सवार जंगल में"""

# Not among them: the names of control pieces, which transformers reads as such and the library as text.
TEXTS = [
    "a blue rider under the moon", "", " ", "   three   spaces\tand\ttabs   ", "Синий ВСАДНИК — под луной…", "crépuscule, cre\u0301puscule",
    "雪の中の青い馬", "月亮下的蓝色骑手", "فارس أزرق", "नीला घुड़सवार", "푸른 말", "\u1111\u116e\u1105\u1173\u11ab 말",
    "🐎 and 👩\u200d🎨 and 🇷🇺", "ﬁne ligatures ﬂow", "ｗｉｄｅ ｌｅｔｔｅｒｓ", "½ ℃ №7 ™ ①", "a\u200bb\u00a0c\u3000d\ufeffe", "tab\nline\r\nend", "soft\u00adhyphen",
    "\u0001bell\u0007", "horse" * 80,
]


def main(out):
    out.mkdir(parents=True, exist_ok=True)
    cases = {"texts": TEXTS}
    for name, key, settings in (
        ("t5", "t5_ids_without_eos", dict(pad_id=0, eos_id=1, unk_id=2, bos_id=-1)),
        ("xlmr", "xlmr_ids_without_specials", dict(unk_id=0, bos_id=1, eos_id=2)),
    ):
        with tempfile.TemporaryDirectory() as scratch:
            corpus = pathlib.Path(scratch, "corpus.txt")
            lines = [part for line in WORDS.splitlines() for part in line.split(" · ")]
            corpus.write_text("\n".join(sorted({word for line in lines for word in line.split()} | set(lines)) * 5))
            sentencepiece.SentencePieceTrainer.train(
                input=str(corpus), model_prefix=f"{scratch}/{name}", vocab_size=320, hard_vocab_limit=False, model_type="unigram",
                character_coverage=1.0, normalization_rule_name="nmt_nfkc", minloglevel=2, num_threads=1, **settings)
            model = pathlib.Path(scratch, f"{name}.model").read_bytes()
        (out / f"{name}.model").write_bytes(model)
        processor = sentencepiece.SentencePieceProcessor(model_proto=model)
        fairseq = lambda piece: 3 if piece == 0 else piece + 1
        number = fairseq if name == "xlmr" else int
        cases[key] = [[number(piece) for piece in processor.encode(text)] for text in TEXTS]
    (out / "cases.json").write_text(json.dumps(cases, ensure_ascii=True, indent=1))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
