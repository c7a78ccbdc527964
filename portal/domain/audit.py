"""What the audit log speaks of: every deed by its identifier and its Chinese label."""

from __future__ import annotations

from portal.domain.vocabulary import Term


class Deed(Term):
    """What somebody did. The label follows who did it and stands before what it was done to."""

    STEP = "step", "办理留言"
    """Every event of a report; the entry tells which step it was."""

    SIGN_IN = "sign_in", "登录"
    SIGN_IN_REFUSED = "sign_in_refused", "登录被拒绝"
    SIGN_OUT = "sign_out", "退出登录"
    CONFIRM_IDENTITY = "confirm_identity", "再次验证身份"
    CONFIRM_IDENTITY_REFUSED = "confirm_identity_refused", "再次验证身份未通过"
    REVOKE_SESSION = "revoke_session", "结束登录会话"

    SET_PASSWORD = "set_password", "设置密码"
    CHANGE_PASSWORD = "change_password", "修改密码"
    CHANGE_EMAIL = "change_email", "修改提醒邮箱"
    SET_UP_SECOND_FACTOR = "set_up_second_factor", "启用动态口令"

    CREATE_ACCOUNT = "create_account", "开设账号"
    CHANGE_ACCOUNT = "change_account", "修改账号"
    CLOSE_ACCOUNT = "close_account", "停用账号"
    REOPEN_ACCOUNT = "reopen_account", "恢复账号"
    RESET_ACCOUNT = "reset_account", "重置账号"
    GRANT_ROLE = "grant_role", "变更账号权限"

    OPEN_UNIT = "open_unit", "开设单位"
    CHANGE_UNIT = "change_unit", "修改单位"
    MOVE_UNIT = "move_unit", "调整上级单位"
    MERGE_UNIT = "merge_unit", "合并单位"
    ABSORB_UNIT = "absorb_unit", "接收并入的单位"
    RETIRE_UNIT = "retire_unit", "撤销单位"
    REVIVE_UNIT = "revive_unit", "恢复单位"
    NAME_RESPONSIBLE = "name_responsible", "指定单位专人"

    ADD_SITE = "add_site", "登记网站"
    REGISTER_SITE = "register_site", "补报登记网站"
    CHANGE_SITE = "change_site", "修改网站"
    RETIRE_SITE = "retire_site", "关停网站"

    CLOSE_PERIOD = "close_period", "统计封账"
    DRAFT_BULLETIN = "draft_bulletin", "起草通报"
    SAVE_BULLETIN = "save_bulletin", "修改通报"
    DECIDE_CRITICISM = "decide_criticism", "决定是否通报批评"
    SUBMIT_BULLETIN = "submit_bulletin", "送签通报"
    RETURN_BULLETIN = "return_bulletin", "退回通报修改"
    SIGN_BULLETIN = "sign_bulletin", "签发通报"
    ACKNOWLEDGE_BULLETIN = "acknowledge_bulletin", "确认收到通报"
    PUBLISH_BULLETIN = "publish_bulletin", "公开通报"
    UNPUBLISH_BULLETIN = "unpublish_bulletin", "撤回公开的通报"
    SAVE_SCHEME = "save_scheme", "保存考评方案"
    FREEZE_ASSESSMENT = "freeze_assessment", "冻结考评结果"
    OBJECT_TO_SCORE = "object_to_score", "对考评结果提出异议"
    REPLY_TO_OBJECTION = "reply_to_objection", "答复考评异议"
    SET_CALENDAR_DAY = "set_calendar_day", "另定工作日"
    UNSET_CALENDAR_DAY = "unset_calendar_day", "撤销另定的工作日"
    SAVE_TEMPLATE = "save_template", "保存答复模板"
    DELETE_TEMPLATE = "delete_template", "删除答复模板"

    RATE = "rate", "评价留言"
    VIEW_CONTACT = "view_contact", "查看联系方式"
    CHANGE_CONTACT = "change_contact", "修改网民联系方式"
    MASK_PICTURE = "mask_picture", "遮盖图片"
    UNMASK_PICTURE = "unmask_picture", "恢复图片原样"
    NEW_CODE = "new_code", "补发查询码"

    IMPORT = "import", "导入"
    EXPORT = "export", "导出"
    EXPORT_AUDIT = "export_audit", "导出审计日志"
    VERIFY_AUDIT = "verify_audit", "核验审计日志"
    CUT_AUDIT = "cut_audit", "清除到期的审计日志"
    DELETE_OVERDUE = "delete_overdue", "删除到期内容"
    RESTORE = "restore", "从备份恢复"
