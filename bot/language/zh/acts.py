"""Which Chinese utterances are not asks: talk, questions about an item, why, and why not."""

from __future__ import annotations

import re
from typing import Final

from bot.types import Act

_TALK: Final[tuple[tuple[Act, re.Pattern[str]], ...]] = (
    (
        Act.FORGET,
        re.compile(
            r"忘[掉记了]?我|[都全]部?忘[掉记了]|忘[掉了](?:所有|一切|全部)|删除.{0,6}(?:数据|记录|信息|对话)|清除.{0,4}(?:数据|记录)"
        ),
    ),
    (Act.RESET, re.compile(r"重新(?:开始|来)|从头(?:再来|开始|来)|重来一?[次遍]?$|推倒重来")),
    (Act.UNDO, re.compile(r"撤销|撤回|取消上|上一步|回到(?:上|刚才|之前)|返回上")),
    (
        Act.REMEMBERED,
        re.compile(r"记得我|记住了?(?:什么|哪些)|记了(?:什么|哪些)|知道我(?:的?什么|哪些)|我说过(?:什么|哪些)"),
    ),
    (Act.PERSON, re.compile(r"转人工|人工客服|真人|找客服|和人(?:聊|说|谈)")),
    (Act.HELP, re.compile(r"你(?:能|会|可以)(?:做|干)?(?:什么|啥)|怎么(?:用|使用|玩)|^帮助$|你是(?:谁|什么)")),
    (Act.THANKS, re.compile(r"^[^，。]{0,4}(?:谢谢|多谢|感谢|谢啦|谢了)[^要想找看]{0,6}$")),
    (
        Act.SMALLTALK,
        re.compile(r"^(?:你好|您好|嗨|哈喽|哈啰|嘿|早上好|下午好|晚上好|早安|晚安|在吗|你好吗)[啊呀吗！!。~ ]*$"),
    ),
)  # fmt: skip
MORE: Final = re.compile(
    r"换(?:一批|一组|几[部个]|别的|些别的)|下一(?:批|组|页)|还有(?:别的|其他的?|吗|么|没有)|再(?:给我)?(?:来|推荐|看)(?:几|一些|些|一批|点|别的)"
    r"|更多|多(?:来|推荐)(?:几|一些|些)|其他的(?:呢|吗)?$|别的呢"
)
REJECT_ALL: Final = re.compile(
    r"(?:这些|这几[部个])?都不(?:要|喜欢|行|想看)|一个都不(?:要|喜欢)|这些不(?:要|行)"
)
WHY: Final = re.compile(r"为什么|为何|为啥|凭什么|怎么会|什么理由|推荐的?理由")
WHY_NOT: Final = re.compile(
    r"(?:为什么|为何|为啥|怎么)(?:就|也)?(?:没有?|不)(?:推荐|给我|有|看到|出现|是|显示)?"
)
COMPARE: Final = re.compile(r"比较|对比|区别|不同|差别|哪[个部本款](?:更|比较|好)|相比")
QUESTION: Final = re.compile(r"[谁哪几啥吗么？?]|什么|多少|多[长久]|何时|有多|介绍|说说")


def talk(text: str) -> Act | None:
    """The act of an utterance that asks for nothing; None for all others."""
    return next((act for act, pattern in _TALK if pattern.search(text)), None)
