// @ts-check
/* 界面文字。规则、字段、单位和能源的文字在核心里，不在这里。 */
'use strict'

module.exports = {
  common: {
    close: '关闭', cancel: '取消', again: '重试', waiting_server: '正在读取服务器数据', unexpected: '页面出现问题，内容已保存，请返回重试',
    month_long: '{year} 年 {month}', year: '{year} 年', month_range: '{year} 年 {from}—{to}', comma: '、',
    m1: '1 月', m2: '2 月', m3: '3 月', m4: '4 月', m5: '5 月', m6: '6 月', m7: '7 月', m8: '8 月', m9: '9 月', m10: '10 月', m11: '11 月', m12: '12 月'
  },
  pad: { label: '数字键盘', point: '小数点', sign: '正负号', back: '删除', same: '上月相同', next: '下一项', done: '完成', close: '收起键盘', keep_number: '数字不变，只改单位' },
  issue: { reason: '原因', reason_hint: '写明原因', keep: '确认无误', open: '数值无误', fix_all: '全部按建议修改 {n} 处', take_back: '撤回确认', go: '前往修改', reasons: ['已核对抄表记录', '产量变化', '设备检修'] },
  explain: { title: '计算过程', parts: '由以下各项相加', sources: '因子来源', own: '自有数值', unchecked: '转录，未核对原文', nothing: '这里没有可说明的数值', rounding: '全程精确计算，只在显示时按 GB/T 8170 修约一次。' },
  form: {
    sign_in: '登录后提交', title: '填报', required: '必填', optional: '选填', fill: '请填写', help: '说明', sign: '改变正负号', choose: '请选择', search: '搜索代码或名称', use_code: '使用代码 {code}', nothing: '没有找到，请换个词', errors: '{n} 处需改正，见红色提示', confirms: '{n} 处需确认', carried: '内容来自 {year} 年的版本，核对后提交', remove: '删除', add: '添加', submit: '提交', unknown: '这个版本没有此表单，请更新后再试',
    absent: '未填写的项目显示为 -，不按 0 计算。', filed: '已提交第 {n} 版。修改后可提交新的一版', revising: '正在修改第 {n} 版，提交后成为新的一版', save_saved: '已保存', save_pending: '保存中', save_full: '未保存：存储已满'
  },
  home: {
    next_verify: '核对填报', why_verify: '打开一份填报，核对后出具核查结论', next_look: '查看填报记录', why_look: '当前身份只能查看', none_filed: '该月还没有填报',
    consents: '授权管理', files: '证明材料', scan: '电脑端登录',
    people: '代理人', visitor: '游客', visitor_line: '内容只留在本机，不发送任何数据', sign_in: '登录', visitor_drafts: '本机有 {count} 份登录前填写的草稿。可以带入 {enterprise}，再检查提交。', visitor_carry: '带入本企业', visitor_left: '有的期间已有本企业的草稿，没有覆盖。请在草稿里处理', visitor_drop: '删除登录前的草稿', visitor_drop_line: '登录前填写的草稿将从本机删除，不能恢复。', visitor_drop_yes: '删除',
    title: '碳衡', settings: '设置', offline: '没有网络，显示本机保留的内容。可以继续填报', waiting: '正在读取填报记录', choose: '选择企业', strip: '能耗按月', year_before: '上一年', year_after: '下一年',
    state_filed: '已提交', state_draft: '草稿', state_queued: '待联网提交', state_missing: '未填', state_future: '未到', future: '这个月还没有到',
    energy: '能耗', energy_count: '{count}/12 月', business: '企业生产经营', info: '企业信息管理', version: '第 {n} 版', carried: '沿用 {year} 年', template: '填报模板', set: '已设置', not_set: '未设置', drafts: '草稿与待提交', waiting_count: '待联网提交', history: '填报记录',
    last_some: '{year} 年能耗已提交 {count}/12 月', last_none: '{year} 年没有填报记录',
    next_template: '设置填报模板', why_template: '先选择本企业使用的能源，只需一次', next_continue: '继续填报 {month}', why_continue: '有一份没有提交的草稿', next_report: '填报 {month}', why_report: '{month}的能耗还没有填报',
    next_business: '填报生产经营', why_business: '{year} 年能耗已填到上月，生产经营还没有提交', next_settle: '查看提交结果', why_settle: '有一次提交需要处理', next_waiting: '查看待提交', why_waiting: '数据在本机排队，联网后自动提交', next_done: '查看填报记录', why_done: '{year} 年到上月为止的数据都已提交'
  },
  signin: {
    pc: '手机扫码登录', pc_line: '用手机上的碳衡确认，这台电脑即登录',
    title: '登录', lang: 'English', product: '碳衡', line: '填报能耗，当场算出碳排放，服务器逐字节复核', choose: '选择企业', try: '先看看', try_line: '示例企业，不需要账号', demo: '进入演示',
    way_wechat: '微信', way_sms: '验证码', way_password: '密码', title_wechat: '微信登录', title_sms: '验证码登录', title_password: '账号登录', way_face: '刷脸', title_face: '刷脸登录', face_line: '法人和企业代理人：由微信核验本人，找到名下的企业。', name: '姓名', number: '居民身份证号', by_face: '刷脸登录', both_face: '请填写姓名和身份证号', face_given_up: '人脸核验没有完成，请再试一次或换一种方式',
    wechat_line: '用当前微信登录，不必记密码。', by_wechat: '微信一键登录', phone_line: '首次登录需要手机号，用来找到名下的企业和接收审核结果。', share_phone: '授权手机号并登录', phone_denied: '没有手机号不能完成首次登录。可以再次授权，或换一种方式',
    phone: '手机号', code: '验证码', send: '获取验证码', send_again: '重新获取', seconds: '秒', sending: '正在发送验证码', sent: '已发送。号码已登记时会收到短信，5 分钟内有效。', both_phone: '请填写手机号', both_code: '请填写短信中的验证码',
    account: '账号', password: '密码', enter: '登录', asking: '正在读取登录方式', waiting: '正在等待服务器确认身份', both: '请填写账号和密码', offline: '没有网络，暂时不能登录。可以先以游客身份填写，内容留在本机',
    again: '请以 {name} 重新登录，以确认是您本人。', expired: '{name} 的登录已失效，请重新登录。填写的内容仍在本机。',
    agree: '我已阅读并同意', agree_text: '《隐私说明》', agree_label: '同意隐私说明', visit: '游客体验', visit_line: '不登录，内容只留在本机',
    unmatched: '未匹配到您名下的企业，可申请企业代理人权限', unmatched_line: '也可以请企业法人或有人员管理权限的代理人添加您，完成后重新查找。', unknown_line: '可以用微信登录，再申请企业代理人权限。', refresh: '重新查找', apply: '申请企业代理人权限', leave: '退出登录'
  },
  suspended: {
    title: '企业已停用', line: '平台已停用本企业，请联系平台管理员。', until: '停用期间不能查看和提交数据，已提交的数据都保留。', kept: '本机的 {count} 份草稿保留，恢复后继续；待提交的内容届时自动提交。', check: '查看是否已恢复', asking: '正在询问服务器', still: '仍未恢复', leave: '退出登录', others: '切换到其他企业'
  },
  security: {
    title: '账号与安全', ways: '登录方式', ways_line: '修改后，其他设备可能需要重新登录。', waiting: '正在读取登录方式', saving: '正在保存', sending: '正在发送验证码', phone: '手机号', wechat: '微信', person: '实名', person_line: '由人脸核验或审核确认', tied: '已绑定', untied: '未绑定', password: '修改密码',
    again: '请先重新登录', again_line: '为确认是您本人，请在此设备上重新登录，10 分钟内可以修改。', again_yes: '重新登录', done: '已绑定', untie: '解除绑定', untie_line: '解除后不能再用{way}登录，其他设备立即退出登录。', untie_done: '已解除绑定', only: '这是唯一的登录方式，不能解除',
    phone_tie: '绑定后可用验证码登录，并接收审核结果。', phone_change: '现在绑定的是 {shown}。更换后，原手机号不能再登录。', wechat_tie: '绑定当前微信后，一键登录，不必记密码。', wechat_change: '已绑定微信。换绑为当前微信后，原微信不能再登录。', tie_phone: '绑定手机号', change_phone: '更换手机号', tie_wechat: '绑定当前微信', change_wechat: '换绑为当前微信',
    share: '使用微信绑定的手机号', or: '或用短信验证码', sent: '已发送，5 分钟内有效', password_line: '修改后，其他设备立即退出登录。', old: '原密码', fresh: '新密码', fresh_line: '至少 10 个字符，可以用一句话', repeat: '再输一次新密码', need_old: '请填写原密码', need_fresh: '请填写新密码', differs: '两次输入的新密码不一致', password_save: '保存新密码', password_done: '密码已修改'
  },
  initial: {
    title: '设置自己的密码', line: '您用管理员设置的初始密码登录了。它只用于首次登录，7 天内有效；请改成只有您知道的密码，然后继续。', old: '初始密码', need_old: '请填写初始密码', save: '保存并继续', leave: '退出登录'
  },
  devices: {
    title: '登录设备', lead: '这里是您登录过且仍有效的设备。不认识的请退出，并修改密码。', waiting: '正在读取登录设备', ending: '正在退出', unnamed: '未命名设备', here: '本机', end: '退出', end_all: '退出所有设备',
    seen: '最近使用 {time}', kind_mini: '小程序', kind_console: '电脑端', way_password: '账号密码', way_wechat: '微信', way_sms: '验证码', way_demo: '演示', way_scan: '扫码', way_face: '刷脸',
    end_one: '退出这台设备', end_one_line: '{device} 将立即退出登录。', end_here: '退出本机', end_here_line: '本机将退出登录，已填写的草稿保留，重新登录后继续。', end_all_line: '所有设备立即退出登录，包括本机。草稿保留在各自的设备上。'
  },
  applying: {
    title: '我的申请', one: '企业代理人权限申请', lead: '法人无法登录，或您为外籍、港澳台法人时，在这里申请。3 个工作日内审核，结果以短信和微信通知。', waiting: '正在读取申请', empty: '还没有申请', empty_line: '填写企业和本人信息，盖章后上传，提交审核', new: '新的申请', unnamed: '未填写企业', changed: '{time} 修改', submitted: '{time} 提交', due: '最晚 {date} 完成审核', overdue: '已超过审核期限 {date}，请联系平台',
    kind_agent: '企业代理人', kind_foreign_legal_person: '外籍（港澳台）法人账号', state_draft: '草稿', state_pending: '待审核', state_approved: '已通过', state_rejected: '已驳回', state_withdrawn: '已撤回',
    steps: '填写 → 下载申请表并盖章 → 上传 → 提交。填写的内容会保存在本机。', kind: '申请类型', enterprise: '企业', enterprise_name: '企业名称', uscc: '统一社会信用代码', legal_name: '法人姓名', legal_id_type: '法人证件类型', person: '代理人（本人）', person_legal: '法人（本人）',
    papers: '材料', papers_line: '下载申请表，打印、签字、盖章，再拍照或扫描上传。修改内容后请重新下载。', get_form: '下载申请表', stamped_file: '盖章申请表', licence_file: '营业执照', upload: '上传', drop: '移除', file: '已上传的文件',
    save: '保存', saved: '已保存', submit: '提交', submit_again: '重新提交', incomplete: '还有内容需要补充或改正，见红色提示', withdraw: '撤回申请', remove: '删除申请', remove_line: '填写的内容和上传的材料将被删除，不能恢复。', remove_yes: '删除', withdraw_line: '撤回后可以修改，再次提交后重新计算审核期限。', enter: '进入企业', working: '正在与服务器通信'
  },
  files: {
    title: '证明材料', lead: '抄表记录、发票、检测报告等，供本企业和核查人员查阅。PDF、JPG、PNG、XLSX，单个不超过 20 MB。', room: '已用空间', count: '{n} 个文件，上限 {most} 个', empty: '还没有证明材料', empty_line: '拍照或从微信聊天选择文件上传', more: '显示更多', upload: '上传', look: '打开', remove: '删除', remove_line: '{name} 将被删除，不能恢复。',
    size: '大小', by: '上传人', at: '时间', check: '安全检查', me: '本人', state_unscanned: '未设置', state_pending: '检查中', state_clean: '已通过', state_infected: '未通过', says_pending: '正在检查病毒，通过后才能打开。', says_infected: '发现病毒，不能打开。请删除后上传无毒的文件。',
    waiting: '正在读取证明材料', uploading: '正在上传', fetching: '正在下载', removing: '正在删除', uploaded: '已上传', photo: '照片', from_chat: '从微信聊天选择文件', from_camera: '拍照或从相册选择', too_large: '文件超过 {n} MB，请压缩后再上传'
  },
  people: {
    asked: '以本企业名义的申请', asked_line: '平台审核通过后，此人即可代表本企业。如非本企业授权，请否决。', papers: '材料', refuse: '否决申请', refuse_reason: '写明否决原因',
    title: '代理人', waiting: '正在读取企业人员', offline: '没有网络，联网后再看', empty: '还没有代理人', empty_line: '添加后，代理人用自己的手机登录，为企业填报', add: '添加代理人', lead: '代理人用自己的手机登录，按授权为企业填报。有效的最多 10 人。',
    until: '授权至 {date}', no_end: '长期授权', scope: '授权范围', term: '授权期限', state: '状态', document: '证件', phone: '手机', state_active: '有效', state_suspended: '停用', state_revoked: '已撤销', state_over: '已到期', module_filing: '填报', module_people: '人员管理',
    id_resident_id: '居民身份证', id_passport: '护照', id_travel_permit: '港澳台通行证', change: '修改授权', suspend: '停用', resume: '恢复', revoke: '撤销',
    suspend_line: '{name} 将立即退出登录，恢复前不能再为本企业填报。已提交的数据保留。', revoke_line: '{name} 将立即退出登录，不再是本企业代理人。已提交的数据保留；以后需要时重新添加。', resume_line: '{name} 可以重新登录，继续为本企业填报。', revoked_line: '已撤销。需要时请重新添加。', working: '正在保存',
    new_title: '添加代理人', change_title: '修改授权', name: '姓名', mobile: '手机号', id_type: '证件类型', id_number: '证件号码', modules: '授权范围', modules_line: '人员管理：可以添加和停用其他代理人，不超出其本人的授权。', ends_on: '授权截止日期', forever: '长期', save: '保存', add_it: '添加', privacy: '证件号和手机号加密保存，只显示首尾几位。',
    need_name: '请填写姓名', need_modules: '请至少选择一项授权', need_number: '请填写证件号码', added: '已添加 {name}', changed: '已保存',
    role_suspended: '{role} · 已停用', role_legal_person: '法人', role_agent: '企业代理人', role_viewer: '只读用户', role_auditor: '核查人员', role_bank: '银行客户经理' },
  sharing: {
    title: '授权管理', lead: '授权银行客户经理查看一个年度的报告：每次一位客户经理、一个冻结的版本，最长 90 天，随时可以撤回。每次查看都记录在这里。', waiting: '正在读取授权', working: '正在保存', empty: '还没有授权', empty_line: '授权后，客户经理在期限内可以查看所选年度的报告', give: '授权银行查看',
    state_active: '有效', state_withdrawn: '已撤回', state_expired: '已到期', state_ended: '已终止', report_of: '{year} 年报告', until: '至 {date}，还有 {n} 天', until_last: '至 {date}，最后 1 天', seen: '查看 {n} 次，最近 {time}', seen_never: '还没有查看', since_revised: '授权之后，企业修改或增加了这一年的填报', since_withdrawn: '授权之后，企业撤销了这一年的部分填报',
    manager: '客户经理', bank: '银行', report: '报告', given_at: '授权时间', given_by: '授权人', ends_at: '截止时间', over_at: '结束时间', looks: '查看记录', looks_waiting: '正在读取查看记录', withdraw: '撤回授权', withdraw_yes: '撤回', withdraw_line: '{name} 立即不能再查看 {year} 年报告。需要时可以重新授权。',
    pick_manager: '选择客户经理', search: '姓名或银行', search_none: '没有找到，请换个词', managers_none: '没有可选的客户经理', managers_none_line: '平台登记银行客户经理后，显示在这里', year: '年度', preview: '银行将看到', preview_line: '银行看到的就是以下全部内容。授权时冻结这一版本，之后的修改不会显示给银行。', reading: '正在读取报告', changed: '内容有变化，请重新查看后再授权',
    days: '授权期限', days_n: '{n} 天', days_unit: '天', text: '授权说明', summary: '{name}（{bank}）可以查看 {year} 年报告，{n} 天', agree: '我已看过报告和授权说明，同意授权', confirm: '同意授权', need_manager: '请选择客户经理', need_report: '请先查看报告', need_days: '请填写 1 到 {n} 天', need_agreed: '请先确认已看过并同意', given_toast: '已授权',
    uscc: '信用代码', division: '行业', status: '数据性质', rows: '填报与回执', site: '第 {n} 个场所', revision: '第 {n} 版，{date} 提交', receipt: '回执码', result_sha: '结果指纹 SHA-256', frozen: '报告指纹 SHA-256',
    shared_title: '授权报告', shared_waiting: '正在读取授权报告', report_waiting: '正在读取报告', given: '{time} 授权', logged: '每次打开报告都会记录，并显示给企业。', nobody_chosen: '授权报告', choose_first: '请选择企业', over: '授权已撤回或到期', over_of: '{name} 的授权已撤回或到期', over_line: '报告不再显示。需要时请联系企业法人重新授权。', nobody: '还没有企业授权您查看', nobody_line: '企业法人授权后，报告显示在这里', look_again: '重新查找', to_list: '返回报告列表'
  },
  privacy: {
    title: '隐私说明', lead: '登录前请了解：碳衡收集什么、用来做什么、放在哪里。', yes: '同意并继续', no: '不同意', contract: '查看微信的《用户隐私保护指引》', withdraw: '撤回同意并退出登录',
    points: [
      { head: '收集什么', text: '微信的用户标识和手机号（登录时由微信提供），账号与姓名；登录过的设备名称、时间。企业代理人和刷脸登录另需证件号码。不读取通讯录、位置和相册。' },
      { head: '用来做什么', text: '确认您是谁、能代表哪些企业，在登录和审核时通知您。填报内容用于所属企业的核算和报告。' },
      { head: '放在哪里', text: '手机号、证件号码和微信标识在服务器加密保存，页面上只显示首尾几位。草稿先存在本机，登录后备份到服务器。' },
      { head: '谁能看到', text: '本企业的法人和代理人按权限查看；平台管理员在审核申请时查看。短信由短信服务商发送，人脸核验由微信完成，碳衡不保存人脸图像。' },
      { head: '您的权利', text: '可以随时在设置里撤回同意、退出登录、查看和退出登录过的设备。不同意也可以作为游客在本机使用。' }
    ]
  },
  template: {
    title: '填报模板', lead: '选择本企业使用的能源和计量单位，之后每月只填数字。', area: '电网区域', area_line: '用于选择电力排放因子', choose: '请选择', chosen: '填报的能源', none: '还没有选择能源', add: '添加能源', search: '搜索能源名称', nothing: '没有找到，请换个名称',
    own_value: '需填写自有数值和证明材料', hide: '隐藏', show: '显示', remove: '移除', is_hidden: '已隐藏，历史数据保留', save_first: '保存并开始填报', save: '保存模板', waiting: '正在等待服务器保存模板'
  },
  report: {
    title: '能耗填报', save_saved: '已保存', save_pending: '保存中', save_full: '未保存：存储已满', make_room: '去清理草稿', by_server: '本机没有计算程序，由服务器计算', no_core: '暂时无法计算，填写的内容会保存', revising: '正在修改第 {n} 版，提交后成为新的一版',
    last_month: '上月 {value}', last_year: '去年同月 {value}', details: '详情', no_rows: '模板里没有显示的能源，请先添加', add_row: '添加行', template: '模板', add: '添加', carrier: '能源', extend_hint: '点灰色的月份，可加入填报期间',
    process: '过程排放', process_line: '生产过程直接产生的排放。减碳量请使用负数。', spans: '分摊数据', spans_line: '一张账单跨几个月时，填一个总数，按月平均分摊。', allocated: '分摊', unnamed: '未命名',
    emissions: '排放量', energy: '综合能耗', partial_line: '合计不完整：有的数值没有因子，或需改正', calculate: '计算', issues: '需要处理', errors: '{n} 处需改正', confirms: '{n} 处需确认', explain_it: '说明原因',
    choose_period: '填报期间', period_line: '点一下选一个月；再点另一个月，选中其间各月。', take_period: '填报', taken: '这个月已经提交', row_done: '完成', remove_row: '删除', row_exists: '这一行已经有了', own_values: '自有数值', own_line: '实测的热值、含碳量或因子，需有证明材料。每单位按规范单位填写。',
    add_row_line: '售出的能源，或按类别分开的电力。', converted: '已换算：{from} {unit} = {to} {other}', not_exact: '换算成 {unit} 后小数过多，单位没有改变',
    paste: '粘贴预览', paste_here: '粘贴', paste_box: '或在此按 Ctrl+V', paste_take: '填入', paste_line: '{good} 个数值将改变，{bad} 个不能填入', paste_outside: '不在表格内', paste_no_number: '不是数字'
  },
  preview: {
    sign_in: '登录后提交', title: '计算结果', to_mend: '提交前需改正', to_confirm: '提交前需确认', confirmed: '已确认', hints: '提示', receipt: '本机回执', receipt_line: '提交后与服务器回执比对。', no_receipt: '改正后才有回执', rounding: '合计由未取整的各项相加，显示时只取整一次，可能与各项之和差一个末位。', back: '返回修改', submit: '提交'
  },
  result: {
    net_tco2: '合计排放量', tce_equivalent: '综合能耗（当量值）', direct_tco2: '直接排放', indirect_tco2: '间接排放', process_tco2: '过程排放', gross_tco2: '排放量（未扣减）', reductions_tco2: '减排量', biogenic_tco2: '生物源（不计入）', tce_primary: '综合能耗（等价值）',
    scope1_tco2: '范围一', scope2_tco2: '范围二', partial: '不完整', by_carrier: '分能源', by_month: '分月', last_year: '去年', tap: '点数字看计算过程', allocated: '含分摊', factor_year: '{year} 年因子', bar: '{month}：{tco2} tCO₂，{tce} tce'
  },
  done: {
    title: '提交结果', equal: '一致', saved: '服务器复核结果相同，第 {n} 版已保存', sending: '正在提交', sending_line: '正在等待服务器复核', queued: '待联网提交', queued_line: '内容已在本机排队，联网后自动提交一次。可以关闭小程序', differs: '与服务器结果不同', conflict: '这一期间已有别的版本', needs: '还有内容需要处理', refused: '没有提交成功',
    ours: '本机回执', theirs: '服务器回执', chain: '记录第 {n} 号', what: '哪里不同', more: '显示全部', fewer: '收起', differs_line: '服务器没有保存任何内容。可以采用服务器的结果，也可以保留草稿再核对。', comparing: '正在比对两份结果',
    cause_pack: '服务器使用了新的因子', cause_rules: '计算规则已更新', cause_data: '数据已被改动', cause_unknown: '原因未知，请核对下面的差异', accept: '采用新结果', keep: '保留草稿', look: '查看已有版本', rebase: '提交为新一版', back: '返回修改', withdraw: '撤回提交', withdraw_line: '撤回后回到草稿，内容保留。', withdraw_yes: '撤回', home: '回到首页', history: '看历史', share_it: '分享', share: '{name} 回执 {code}', gone: '这次提交已经处理完毕', no_live: '暂时读不到已有版本，请联网后再试'
  },
  history: { title: '填报记录', waiting: '正在读取填报记录', offline: '没有网络，显示本机保留的记录', revision_n: '第 ', revision_end: ' 版', withdrawn: '已撤销', empty: '还没有填报记录', empty_line: '提交后的数据会显示在这里', more: '显示更多' },
  filing: {
    title: '填报详情', withdrawn: '这份填报已撤销', receipt: '回执', chain: '记录第 {n} 号', revisions: '版本', state_withdrawn: '撤销', reason: '原因', revise: '修改', withdraw: '撤销', between: '第 {from} 版 → 第 {to} 版', no_changes: '两版之间没有不同', typed: '填写', withdraw_title: '撤销填报', withdraw_line: '撤销后，这一期间可以重新填报。各版本仍保留，可供查阅。', withdraw_reason: '写明撤销原因'
  },
  verdict: {
    title: '核查', self_assessed: '企业自评', verified: '核查机构核查通过', none: '还没有核查结论', none_line: '核查机构的人员核对后出具结论，通过的版本显示为“核查机构核查通过”。提交新版本后恢复为企业自评。',
    outcome_verified: '核查通过', outcome_not_verified: '核查不通过', of: '第 {n} 版', superseded: '已被同一机构的新结论取代', outdated: '填报已变更，不再适用',
    give: '出具核查结论', again: '再次出具结论', give_line: '针对第 {n} 版（回执 {code}）。出具后不能修改或删除，企业可以看到；之后可再出具新的结论。', outcome: '结论', opinion: '核查意见', opinion_hint: '写明核查依据和发现，不超过 500 字', need: '核查不通过须写明原因', choose: '请选择结论',
    sure: '我已核对第 {n} 版的填报内容', sure_need: '请先确认已核对这一版', yes: '出具', waiting: '正在出具结论', given: '已出具结论',
    own: '您是或曾是该企业的人员，不能核查该企业，请由其他核查人员核查', withdrawn: '填报已撤销，不能出具结论', changed: '企业已提交第 {n} 版，您核对的是第 {seen} 版，结论没有出具。请核对最新版本后再出具；已写的意见为您保留。', look: '查看第 {n} 版'
  },
  drafts: {
    title: '草稿与待提交', outbox: '提交', drafts: '草稿', saved: '保存于', remove: '删除草稿', remove_line: '{period}的草稿将从本机删除，不能恢复。', remove_yes: '删除', take_back: '撤回', dismiss: '知道了', empty: '没有草稿', empty_line: '填写的内容会自动保存在这里', room: '本机已用 {used} KB，上限 {limit} MB',
    state_queued: '待联网提交', state_sending: '正在等待服务器复核', state_accepted: '一致，已保存', 'state_needs-answer': '需要处理后再提交', state_differs: '与服务器结果不同，等待选择', state_conflict: '这一期间已有别的版本', state_refused: '没有提交成功'
  },
  scan: {
    title: '电脑端登录', scan: '扫一扫', idle_line: '用手机扫电脑上的二维码，确认后电脑即登录', steps: ['在电脑上打开碳衡小程序或管理端', '选择手机扫码登录，屏幕上出现二维码', '点下面的扫一扫，对准二维码'], no_camera: '没有扫到二维码，请允许使用相机后再试',
    looking: '正在查询是哪台电脑', telling: '正在告诉服务器', question: '登录这台电脑？', as: '{name} · {enterprise}', no_enterprise: '未选择企业', device: '设备', device_unknown: '未知设备', network: '网络地址', place_this_machine: '本机', place_local: '局域网', place_internet: '互联网', city: '大致位置', time: '发起时间',
    elsewhere: '电脑和手机不在同一网络', elsewhere_line: '手机使用流量时会这样。如果电脑不在您面前，请点「不是我」。', knows: '电脑就在我面前', beware: '别人发来的二维码，请点「不是我」。', left: '二维码还有', seconds: '秒失效', confirm: '确认登录', deny: '不是我',
    signin: '请先在手机上登录', signin_line: '登录后再确认电脑端', sign_in: '去登录', home: '回到首页', scan_again: '重新扫码', sessions: '查看登录设备',
    confirmed: '已确认', confirmed_line: '电脑几秒内登录。可以随时在「登录设备」中退出。', denied: '已拒绝', denied_line: '这个二维码已作废，电脑没有登录。', expired: '二维码已失效', expired_line: '二维码两分钟内有效，请在电脑上刷新后重新扫码。', used: '二维码已用过', used_line: '它已被确认、拒绝，或由另一部手机扫过。请在电脑上刷新。',
    unknown: '没有这个二维码', unknown_line: '它可能已经失效，请在电脑上刷新后重新扫码。', foreign: '不是电脑端登录的二维码', foreign_line: '请扫碳衡登录页上的二维码。', forbidden: '这里不能确认', forbidden_line: '请用在手机上直接登录的小程序扫码。', settled: '可能已经生效', settled_line: '刚才没有收到答复。请看电脑屏幕；如有疑问，在「登录设备」中退出它。'
  },
  pc: {
    title: '电脑端登录', head: '手机扫码登录', image: '登录二维码', other: '用其他方式登录', again: '刷新二维码', slow: '没有网络，正在重试', left: '还有', seconds: '秒失效',
    loading: '正在取得二维码', loading_line: '', code: '请用手机扫码', code_line: '打开微信扫一扫，对准二维码', code_plain_line: '在手机上打开碳衡小程序，点首页的「电脑端登录」再扫一扫', scanned: '已扫码', scanned_line: '请在手机上确认登录', entering: '已确认', entering_line: '正在登录', entered: '已登录', entered_line: '',
    denied: '手机上已拒绝', denied_line: '这个二维码已作废', expired: '二维码已失效', expired_line: '二维码两分钟内有效', used: '二维码已用过', used_line: '如果不是您操作的，请在手机的「登录设备」中检查', failed: '没有登录成功'
  },
  settings: {
    scan: '电脑端登录',
    security: '账号与安全', sessions: '登录设备', applications: '我的申请', privacy: '隐私说明', title: '设置', product: '碳衡', lang: '语言 Language', lang_zh: '中文', lang_en: 'English', theme: '外观', theme_system: '跟随系统', theme_light: '浅色', theme_dark: '深色', font: '字号', font_system: '跟随微信', font_normal: '标准', font_large: '大', font_largest: '最大',
    packs: '因子包', packs_line: '排放因子和折标系数的版本。每次填报记录所用的因子包。', pack_line: '{published} 发布，电力因子 {years} 年，可用至 {until}', unchecked: '转录，未核对原文 {n} 行', device: '本机数据', room: '已用 {used} KB，上限 {limit} MB', drafts: '草稿与待提交', sign_out: '退出登录', sign_in: '登录', discard: '清除并退出', rules: '计算规则',
    core_wasm: '在本机计算', core_server: '由服务器计算', core_loading: '正在载入计算程序', core_none: '暂时无法计算'
  }
}
