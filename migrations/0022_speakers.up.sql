-- Who says a sentence, as its file or page names them, and its reading (pinyin, zhuyin or
-- kana), as its page gives it. Both are shown beside the text, and are no part of it.
ALTER TABLE cues ADD COLUMN speaker TEXT NOT NULL DEFAULT '';
ALTER TABLE cues ADD COLUMN reading TEXT NOT NULL DEFAULT '';
