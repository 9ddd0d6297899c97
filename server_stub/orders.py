"""The work orders of the 95598 line, and what became of the complaints among them."""

from datetime import date, timedelta

from server_stub.dice import Dice
from server_stub.months import last_day
from server_stub.records import Complaint, Order, OrderKind, OrderState, Outcome
from server_stub.traits import Traits

_KINDS = {OrderKind.OUTAGE: 5, OrderKind.METER: 2, OrderKind.BILLING: 3, OrderKind.SUGGESTION: 1}
_OUTCOMES = {Outcome.JUSTIFIED: 600, Outcome.NOT_JUSTIFIED: 370, Outcome.BAD_FAITH: 30}

# As the line's agents write: short, and never a name or a number that leads to somebody.
_ABOUT = {
    OrderKind.OUTAGE: ("室内停电，已复电", "楼道停电报修", "电压不稳，灯光闪", "雷雨后跳闸"),
    OrderKind.METER: ("电表显示屏不亮", "申请校验电表", "表箱门损坏"),
    OrderKind.BILLING: ("询问上月电费构成", "核对阶梯用电量", "要求补寄账单"),
    OrderKind.COMPLAINT: ("停电没有提前通知", "窗口排队太久", "抄表数字有出入", "答复慢，反映两次"),
    OrderKind.SUGGESTION: ("建议增加自助终端", "建议夜间短信静音"),
}


def orders(seed: int, index: int, traits: Traits, months: tuple[date, ...], as_of: date) -> tuple[Order, ...]:
    """Of the closed months, oldest first; some are still open on ``as_of``."""
    found = []
    for month in months:
        dice = Dice(seed, "order", index, month)
        if dice.chance(90 if traits.quarrelsome else 12):
            found.append(_order(dice, traits, month, as_of))
    if traits.complained:
        found.append(_complaint_of(traits.complained[0], as_of))
    return tuple(found)


def complaints(seed: int, index: int, traits: Traits, found: tuple[Order, ...]) -> tuple[Complaint, ...]:
    """One for each order that is a complaint. Most turn out to be justified, hardly any to be in bad faith."""
    made = [one for one in found if one.kind is OrderKind.COMPLAINT]
    if not traits.complained:
        return tuple(Complaint(one.on, _outcome(Dice(seed, "outcome", index, one.on), one)) for one in made)
    return tuple(Complaint(one.on, traits.complained[1]) for one in made)


def _complaint_of(days_ago: int, as_of: date) -> Order:
    return Order(
        as_of - timedelta(days=days_ago), OrderKind.COMPLAINT, OrderState.DONE, _ABOUT[OrderKind.COMPLAINT][0]
    )


def _order(dice: Dice, traits: Traits, month: date, as_of: date) -> Order:
    complains = dice.chance(500 if traits.quarrelsome else 60)
    kind = OrderKind.COMPLAINT if complains else dice.weighted(_KINDS)
    on = month.replace(day=dice.between(1, last_day(month).day))
    done = on + timedelta(days=dice.between(0, 12)) <= as_of
    return Order(on, kind, OrderState.DONE if done else OrderState.OPEN, dice.pick(_ABOUT[kind]))


def _outcome(dice: Dice, order: Order) -> Outcome:
    return Outcome.OPEN if order.state is OrderState.OPEN else dice.weighted(_OUTCOMES)
