"""What people write to a support desk, in Chinese and in English."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """Something that customers write about; ``{n}`` is a number of theirs."""

    category: str
    title: str
    content: str
    solution: str


CUSTOMERS_ZH = [
    "张伟",
    "王芳",
    "李娜",
    "刘洋",
    "陈静",
    "杨磊",
    "赵敏",
    "黄强",
    "周杰",
    "吴秀英",
    "徐丽",
    "孙涛",
    "马超",
    "朱琳",
    "胡军",
    "郭艳",
    "何勇",
    "高翔",
    "林晓",
    "罗平",
]
CUSTOMERS_EN = [
    "Alice Morgan",
    "Ben Carter",
    "Chloe Evans",
    "Daniel Price",
    "Emma Hughes",
    "Frank Ward",
    "Grace Lloyd",
    "Henry Cole",
    "Isla Grant",
    "Jack Moore",
    "Kate Barnes",
    "Liam Shaw",
    "Mia Fox",
    "Noah Reed",
    "Olivia Hunt",
    "Peter Lane",
]
STAFF = ["李明", "韩梅", "王雪", "Sarah Chen", "Tom Baker", "周宁", "Julia Weber", "郑凯"]
DEPARTMENTS = (
    ("客户服务中心", None),
    ("售后服务部", "客户服务中心"),
    ("技术支持部", "客户服务中心"),
    ("International Desk", "客户服务中心"),
)

TOPICS_ZH = (
    Topic(
        "billing",
        "发票抬头有误",
        "订单 {n} 的发票抬头写成了个人，请更正为公司名称后重新开具。",
        "发票已更正并重新开具，电子版已发送到您的邮箱。",
    ),
    Topic(
        "billing",
        "重复扣款",
        "昨天付款时页面没有反应，我又点了一次，订单 {n} 被扣了两次款。",
        "重复的款项已原路退回，三个工作日内到账。",
    ),
    Topic(
        "delivery",
        "包裹一直没有更新",
        "运单 {n} 已经五天没有物流信息了，请帮忙查一下包裹在哪里。",
        "包裹因天气原因滞留在中转站，已恢复运输，预计明天送达。",
    ),
    Topic(
        "delivery",
        "收到的商品少了一件",
        "订单 {n} 买了三件，只收到两件，外箱有拆开过的痕迹。",
        "已核实为漏发，缺少的商品今天补寄。",
    ),
    Topic(
        "product",
        "打印机连接不上无线网络",
        "按照说明书操作了三遍，打印机还是连不上无线网络，指示灯一直闪。序列号 {n}。",
        "请先升级固件再恢复出厂设置，步骤已附上；仍不成功我们安排换新。",
    ),
    Topic(
        "product",
        "显示器有亮点",
        "新买的显示器中间有一个亮点，序列号 {n}，能换一台吗？",
        "符合换货条件，新显示器已寄出，旧的由快递员上门取回。",
    ),
    Topic(
        "software",
        "导出报表时报错",
        "导出上个月的报表时提示“超时”，客户编号 {n}，试了几次都一样。",
        "报表服务已扩容，请重新导出；数据量大时建议按周导出。",
    ),
    Topic(
        "software",
        "接口返回的时间不对",
        "调用接口得到的时间比北京时间少八个小时，合同号 {n}。",
        "接口返回的是世界协调时间，请按时区换算，文档里已补充说明。",
    ),
    Topic(
        "account",
        "收不到验证码",
        "换了手机号以后一直收不到验证码，账号 {n}。",
        "手机号已核实并更新，验证码可以正常接收。",
    ),
    Topic(
        "returns", "申请退货退款", "订单 {n} 的颜色和图片差别很大，想退货。", "退货已批准，收到商品后两个工作日内退款。"
    ),
    Topic(
        "complaint",
        "客服电话打不通",
        "连续三天打客服电话都占线，请给一个说法。工单 {n}。",
        "已增加坐席，给您带来不便十分抱歉，赠送一张优惠券以表歉意。",
    ),
    Topic(
        "general",
        "请问节假日是否发货",
        "春节期间下单会正常发货吗？咨询编号 {n}。",
        "除夕到初三停止发货，其余时间正常。",
    ),
)
TOPICS_EN = (
    Topic(
        "billing",
        "Invoice shows the wrong company",
        "The invoice for order {n} still has our old company name on it.",
        "The invoice was corrected; you will find the new one in your account.",
    ),
    Topic(
        "billing",
        "Charged twice for one order",
        "My card was charged twice for order {n}. Please refund one of the payments.",
        "The second payment has been refunded and should show up within three days.",
    ),
    Topic(
        "delivery",
        "Parcel stuck in transit",
        "Tracking {n} has not moved for a week. Is it lost?",
        "The carrier found the parcel; it will be delivered tomorrow.",
    ),
    Topic(
        "product",
        "Scanner jams on thick paper",
        "The document scanner jams on anything above 120 g. Serial number {n}.",
        "A worn roller was the cause; a replacement kit with instructions is on its way.",
    ),
    Topic(
        "product",
        "Battery drains overnight",
        "The tablet loses 60 % of its charge overnight although it is switched off. Serial {n}.",
        "The update released today fixes the drain; please install it and tell us if it helped.",
    ),
    Topic(
        "software",
        "SOAP call fails with a timeout",
        "Our nightly job that calls the export service fails with a timeout since Monday. Contract {n}.",
        "The export is paged now: call it with a cursor as the documentation shows.",
    ),
    Topic(
        "software",
        "Cannot import the WSDL",
        "wsdl.exe stops with an error on your WSDL. Contract {n}.",
        "The WSDL was corrected yesterday; generating the proxy again works.",
    ),
    Topic(
        "account",
        "Locked out after changing my phone",
        "I changed my phone and cannot confirm my login any more. Account {n}.",
        "Your new number was verified and your account is unlocked.",
    ),
    Topic(
        "returns",
        "Return label does not print",
        "The return label for order {n} is an empty page.",
        "A new label was sent to you by e-mail.",
    ),
    Topic(
        "general",
        "Do you ship to Norway?",
        "Can order {n} be shipped to Oslo, and what would it cost?",
        "Yes; shipping to Oslo takes four days and costs 18 euros.",
    ),
)

REPLIES_ZH = (
    "您好，已收到您的反馈，正在核实，请稍候。",
    "请问方便提供一下照片或者截图吗？",
    "照片已经上传，请查看。",
    "已转给相关部门处理，今天内给您答复。",
    "好的，谢谢，我等消息。",
    "请您再试一次，如果还有问题请告诉我们。",
)
REPLIES_EN = (
    "Thank you for writing. I am looking into it and will be back today.",
    "Could you send us a photo or a screenshot?",
    "Here it is. Tell me if you need anything else.",
    "I have passed this on to the warehouse and expect an answer by noon.",
    "Thanks, I will wait for your message.",
    "Could you try once more and tell us what you see?",
)
NOTES = (
    "客户是老客户，优先处理。",
    "同样的问题上周出现过两次，已反馈给产品部。",
    "Called the carrier, waiting for a reply.",
    "Refund approved by the team lead.",
)
OPINIONS: Mapping[int, tuple[str, ...]] = {
    5: ("回复很快，问题解决了，非常满意。", "Quick and friendly, thank you!", "服务专业，点赞。"),
    4: ("处理得不错，就是等得稍久。", "Solved, though it took two days."),
    3: ("问题解决了，但解释不够清楚。", "It works now, but I had to ask twice."),
    2: ("等了很久才有人回复。", "Too slow, and I had to explain everything again."),
    1: ("问题没有真正解决，很失望。", "Not helpful at all."),
}
REOPENING = ("问题又出现了，请再看看。", "It happened again today.", "只解决了一半。")
WITHDRAWING = ("自己解决了。", "Found the answer in the manual.", "重复提交了。")
