/* 控制台自己的文字；手机页面已有的文字直接沿用，规则、字段、单位和能源的文字在核心里。 */
export default {
  console: {
    product: '碳衡', line: '填报能耗，当场算出碳排放，服务器逐字节复核', sign_in: '登录', choose: '选择企业', sessions: '登录设备', filings: '填报记录',
    filing: '填报详情', report: '能耗填报', form: '填报', drafts: '草稿与待提交', submission: '提交结果', skip: '跳到正文', menu: '主菜单',
    sign_out: '退出登录', switch_enterprise: '切换企业', theme: '外观', theme_system: '跟随系统', theme_light: '浅色', theme_dark: '深色', language: 'English',
    offline: '没有网络，填写的内容保存在本机，联网后自动提交', waiting: '{n} 项待联网提交', core_server: '本机没有计算程序，由服务器计算',
    core_none: '暂时无法计算，填写的内容会保存', again: '重试', request: '请求编号', cancel: '取消', account_menu: '账号', failed_start: '控制台没有载入完整',
    enterprise: '企业信息', yes: '是', no: '否', registry: '企业库', people: '人员', reviews: '申请审核', review: '申请',
    enterprises: '企业管理', one_enterprise: '企业', accounts: '账号管理', one_account: '账号'
  },
  evidence: {
    line: '抄表记录、发票、检测报告等，供本企业和核查人员查阅。', limits: 'PDF、JPG、PNG、XLSX，单个不超过 20 MB；不收加密或含宏的文件', drop: '把文件拖到这里，或', choose: '选择文件', name: '名称', save: '下载',
    empty_line: '拖入或选择文件上传，提交填报时作为依据', read_only: '当前身份只能查看', uploads: '正在上传的文件', is_waiting: '等待上传', is_done: '已上传', stop: '停止', take_off: '移除',
    other_type: '不支持这种文件。请上传 PDF、JPG、PNG 或 XLSX；Word、WPS 文档可另存为 PDF，旧版 Excel（.xls）可另存为 XLSX。', is_empty: '这是空文件，请检查后重新选择', no_answer: '上传没有完成，请检查网络后重试'
  },
  enter: {
    account: '账号', password: '密码', submit: '登录', demo: '进入演示', demo_line: '示例企业，不需要账号', or: '或', waiting: '正在等待服务器确认身份',
    both: '请填写账号和密码', none: '这个账号名下没有企业，请联系管理员', expired: '登录已过期，请重新登录，填写的内容都在',
    choose_line: '同一时间只在一家企业名下工作，可随时切换。', choosing: '正在切换企业', unsent: '还有未提交的草稿',
    discard_line: '退出后，本机的草稿和待提交内容将被清除，不能恢复。', discard: '清除并退出', stay: '不退出', demo_admin: '以平台管理员进入', demo_bank: '以银行客户经理进入'
  },
  list: {
    year: '年份', all_years: '全部年份', form: '表单', all_forms: '全部表单', new: '新建填报', period: '期间', state: '状态', state_live: '有效',
    state_withdrawn: '已撤销', tco2: '净排放量 tCO₂', tce: '综合能耗 tce', revision: '版本', submitted: '提交时间', author: '提交人', receipt: '回执',
    waiting: '正在读取填报记录', empty: '还没有填报记录', empty_line: '新建一份填报，提交后显示在这里', more: '显示更多', find: '查找', months: '{year} 年能耗，按月',
    strip_line: '点月份直接填报', start_month: '起始月', end_month: '结束月', start: '开始填报', new_title: '新建填报', read_only: '当前身份只能查看',
    nth: '第 {n} 版', label: '标签', audit: '打开填报，核对后出具核查结论', export: '导出表格', exporting: '正在导出表格'
  },
  grid: {
    carrier: '能源', unit: '单位', detail: '行设置', add: '添加行', cell: '{name} {month}', closed: '不在填报期间',
    keys: '方向键移动 · 回车到下一行 · Tab 到下一格 · 可从 Excel 粘贴一块单元格', paste_title: '粘贴预览', paste_line: '{good} 个数值将改变，{bad} 个不能填入',
    paste_place: '位置', paste_from: '原值', paste_to: '新值', paste_note: '说明', paste_take: '填入 {n} 个数值', paste_nothing: '没有可以填入的数值',
    more_issues: '需要处理', result: '计算结果', submit: '提交', total: '合计排放量', energy: '综合能耗', confirm_first: '提交前先处理 {n} 项',
    template: '填报模板', row_settings: '行设置：{name}', own: '自有数值', done: '完成', remove: '删除这一行', process: '过程排放', spans: '分摊数据',
    add_process: '添加过程排放', add_span: '添加分摊数据', choose_carrier: '选择能源', flow: '流向', klass: '类别', exists: '这一行已经有了',
    months_open: '填报期间 {period}', no_rows: '模板里没有显示的能源，请添加行', nothing: '填写数值后显示计算结果', all: '全部期间',
    waiting: '正在读取填报数据', saved_hint: '已保存在本机'
  },
  detail: {
    result: '结果', content: '填写内容', revisions: '版本与差异', compare: '比较', from: '从', to: '到', what: '项目', before: '改前', after: '改后',
    why: '原因', same: '两版之间没有不同', revise: '修改', withdraw: '撤销', withdraw_title: '撤销填报',
    withdraw_line: '撤销后，这一期间可以重新填报。各版本仍保留，可供查阅。', withdraw_reason: '撤销原因', withdraw_need: '请写明撤销原因',
    waiting: '正在读取服务器数据', comparing: '正在比对两个版本', by: '提交人', at: '提交时间', pack: '因子包', chain: '记录', receipt: '回执',
    explain: '数的由来', explaining: '正在读取计算过程', quantity: '用量', ask: '点数字看计算过程', reason: '原因', confirmations: '已确认的事项'
  },
  sessions: {
    line: '这些设备登录着您的账号。不认识的设备请立即退出，并修改密码。', device: '设备', kind: '客户端', kind_mini: '小程序', kind_console: '控制台',
    provider: '登录方式', created: '登录时间', seen: '最近使用', until: '失效时间', here: '当前设备', end: '退出', end_all: '全部退出',
    end_title: '退出这台设备', end_line: '这台设备需要重新登录才能继续使用。', all_title: '退出所有设备', all_line: '包括当前设备，需要重新登录。',
    waiting: '正在读取登录设备', unnamed: '未命名的设备', ended: '已退出', provider_password: '账号密码', provider_demo: '演示'
  },
  drafts: {
    empty_outbox: '没有待处理的提交', go_on: '继续填报', remove: '删除', look: '查看', saved: '保存时间', form: '表单', period: '期间', state: '状态',
    queued_at: '排队时间'
  },
  form: {
    required_mark: '必填', actions: '操作', go_report: '开始填报能耗', calendar: '日历'
  },
  enterprise: {
    line: '登记一次，长期有效；有变化时提交新的一版，原来的版本都保留。', waiting: '正在读取企业信息', by: '{time} 提交', edit: '修改', fill: '填写',
    none: '还没有{name}', none_line: '填写并提交后，其他表单和报告直接引用'
  },
  registry: {
    line: '平台登记的企业；法定代表人凭证件号核实后即可登录所属企业。', waiting: '正在读取企业库', search: '企业名称或统一社会信用代码',
    import: '导入企业', import_title: '导入企业', import_line: 'CSV 文件，首行为 {columns}。有一行不合格则全部不导入。', template: '下载模板',
    choose: '选择文件，或拖到这里', choose_line: 'CSV，不超过 1 MB', lines: '{n} 行（含首行）', legacy: '按 GB18030 编码读取', start: '开始导入',
    sending: '正在逐行检查并导入', refused: '{n} 处不合格，没有导入任何一行。改好文件后重新选择', fault_line: '行', fault_column: '列', fault: '问题',
    save_faults: '下载问题清单', done: '已导入 {rows} 家：新增 {added} 家，更新 {changed} 家', name: '企业名称', uscc: '统一社会信用代码',
    legal_name: '法定代表人', legal_id: '证件号', district: '所属区域', industry: '行业', state: '状态', imported: '导入时间', joined: '已使用',
    not_joined: '未使用', empty: '企业库还是空的', empty_line: '导入企业后，法定代表人可以登录', none_found: '没有找到，请换个名称或代码'
  },
  people: {
    role_admin: '平台管理员', role_reviewer: '审核人员',
    line: '代理人按授权范围替企业填报；停用、撤销和改动立即生效。', waiting: '正在读取人员', saving: '正在保存',
    add_line: '代理人用这个手机号登录后即可使用。有效的代理人最多 10 人。', change_line: '保存后，此人在本企业的登录立即失效，需要重新登录。', role: '角色',
    phone: '手机号', id_number: '证件号', ends_on: '截止日期', ends_line: '当天仍有效；不填表示长期', no_end: '长期', needed: '请填写', change: '修改',
    to_suspended: '停用 {name}', to_suspended_line: '此人在本企业的登录立即失效，恢复前不能再登录本企业。已提交的填报不受影响。', yes_suspended: '停用',
    to_active: '恢复 {name}', to_active_line: '此人可以重新登录本企业，授权范围不变。', yes_active: '恢复', to_revoked: '撤销 {name}',
    to_revoked_line: '此人在本企业的登录立即失效。撤销后不能恢复，只能重新添加。已提交的填报不受影响。', yes_revoked: '撤销', asking: '待审核的代理人申请',
    asking_line: '平台审核通过后，申请人即可替本企业填报。不认识的人请否决。', asked_at: '提交时间', veto: '否决', veto_title: '否决 {name} 的申请',
    veto_line: '申请将被驳回，原因会告诉申请人。', veto_reason: '否决原因', veto_need: '请写明否决原因',
    look: '查看材料', look_title: '{name} 提交的材料', look_line: '请核对是否为本企业所盖的章。', looked: '关闭'
  },
  go: {
    title: '查找并前往', open: '查找', hint: '页面、填报期间、回执码、企业', here: '当前企业', switch: '切换到这家', none: '没有找到，请换个词',
    keys: '↑ ↓ 选择 · 回车前往 · Esc 关闭'
  },
  office: {
    line: '平台上的企业。停用后，其人员立即不能查看和填报，数据都保留。', waiting: '正在读取企业', saving: '正在保存', new: '新建企业', people: '人员', filings: '填报数', created: '建立时间',
    state: '状态', state_active: '正常', state_suspended: '已停用', all: '全部', empty: '还没有企业', none: '没有符合条件的企业',
    name_line: '与营业执照一致；企业库中已有此代码时，须与企业库一致。', new_line: '新建后，法定代表人核实身份即可登录，也可由平台为其建立账号。',
    suspend: '停用', suspend_title: '停用 {name}', suspend_line: '其人员立即不能查看和填报，已提交的数据保留，可随时恢复。原因会显示给企业人员。',
    reason: '停用原因', reason_need: '请写明停用原因', resume: '恢复', resume_title: '恢复 {name}', resume_line: '其人员立即可以继续查看和填报，授权不变。',
    since: '{time} 停用，原因：', nobody: '还没有人员', nobody_line: '法定代表人登录后，或平台为其建立账号后，显示在这里'
  },
  accounts: {
    line: '登录平台的账号。停用后立即退出，不能再登录；填报和记录都保留。', waiting: '正在读取账号', new: '新建账号', account: '账号', account_line: '字母、数字或 . _ @ -，登录时使用',
    platform_role: '平台角色', enterprises: '所属企业', sessions: '当前登录', search: '账号、姓名或完整手机号', none: '没有符合条件的账号', state_active: '正常',
    state_disabled: '已停用', at_suspended: '企业已停用', nowhere: '没有所属企业', unnamed: '未填写', has_password: '密码', has_own: '已设置', has_none: '未设置', has_initial: '初始密码，本人尚未修改，{time} 失效', enterprise: '所属企业（可不填）',
    enterprise_line: '输入名称或代码，从结果中选择', other: '换一家', new_line: '建立后显示一次初始密码，请当面或电话告知本人。',
    once_title: '初始密码', once_line: '密码只在这里显示一次，关闭后无法再看。请立即告知本人：首次登录须改成自己的密码，7 天内有效；遗失或过期时可另设。', once_done: '已告知，关闭', copy: '复制',
    copied: '已复制', copy_by_hand: '浏览器不允许复制，密码已选中，请按 Ctrl+C', lost: '账号已更新，但密码没有送达本页。请设置新密码。', disable: '停用',
    disable_title: '停用账号 {account}', disable_line: '此人立即退出所有设备，恢复前不能登录。填报和记录都保留。', enable: '恢复', enable_title: '恢复账号 {account}',
    enable_line: '此人可以重新登录，授权不变。', password: '设置新密码', password_title: '为 {account} 设置新密码',
    password_line: '旧密码立即失效，此人退出所有设备；新密码只显示一次，首次登录须修改。请先核实本人身份。', why: '原因', why_need: '请写明原因', end_sessions: '退出所有设备',
    end_title: '让 {account} 退出所有设备', end_line: '此人需要重新登录才能继续，密码不变。', is_me: '这是您自己的账号，不能在这里停用或设置密码。',
    is_platform: '平台人员的密码只能在服务器上设置。', give: '授予角色', institution: '核查机构', institution_line: '核查结论以此机构名义出具；同一机构的新结论取代旧结论', give_line: '全部授权范围，长期有效；此人在该企业的登录立即失效，需要重新登录。', end_place: '结束',
    end_place_title: '结束 {account} 在 {enterprise} 的角色', end_place_line: '此人在该企业的登录立即失效。已提交的填报不受影响。',
    branch: '分支机构', bank_line: '不是客户经理。设为客户经理后，企业法人可以授权此人查看报告。', bank_make: '设为客户经理', bank_make_line: '企业法人可以按姓名和银行找到此人并授权，请先核实任职。改为另一家银行时，已有的授权全部终止。',
    bank_end: '结束', bank_end_title: '结束 {account} 的客户经理身份', bank_end_line: '企业对此人的授权立即全部终止，报告不能再查看。'
  },
  disclosures: {
    title: '号码查看申请', line: '完整号码须由另一位管理员同意后才能查看。每次查看都留痕，当事人可以看到。', waiting: '正在读取申请', refresh: '刷新', ask: '查看完整号码',
    ask_line: '提交后由另一位管理员审批，24 小时内有效；同意后，自首次查看起 10 分钟内可以查看。', send: '提交申请', fields: '要查看的号码', reason_line: '当事人可以看到这个原因', whose: '查看对象',
    field_phone: '手机号', field_id_number: '证件号', asked_by: '申请人', asked_at: '申请时间', mine: '本人', state_waiting: '待审批', state_approved: '已同意', state_refused: '已拒绝', state_shown: '查看中', state_over: '已结束',
    needs_other: '须由另一位管理员审批', until: '{time} 前有效', by: '审批人：{name}', none: '还没有申请', none_line: '在账号页面选择“查看完整号码”提出申请', approve: '同意', refuse: '拒绝',
    approve_title: '同意这份申请', approve_line: '同意后，申请人可以查看下列号码，当事人可以看到查看记录。', refuse_title: '拒绝这份申请', refuse_line: '申请人不能查看号码，拒绝的原因会显示给申请人。', refuse_why: '拒绝原因',
    refuse_need: '请写明拒绝原因', see: '查看号码', seeing: '正在读取号码', shown_title: '{name} 的号码', left: '剩余可查看时间', close: '关闭', shown_line: '关闭或离开本页后不再显示；时间内可以再次查看，每次都留痕。'
  },
  review: {
    line: '提交后 3 个工作日内审核；通过需两位审核人员先后确认。', waiting: '正在读取申请', deciding: '正在保存审核结论', state: '状态',
    state_pending: '待审核', state_approved: '已通过', state_rejected: '已驳回', state_withdrawn: '已撤回', kind: '申请类型', kind_agent: '企业代理人',
    kind_foreign_legal_person: '外籍法人账号', any: '全部', overdue_only: '只看超期', overdue: '超期', search: '企业、代码、姓名或编号', due: '应完成日期',
    number: '申请编号', enterprise: '企业名称', uscc: '统一社会信用代码', legal_name: '法人姓名', name: '申请人', submitted: '提交时间',
    empty: '没有待审核的申请', none: '没有符合条件的申请', says: '申请内容', knows: '企业库', in_registry: '有此代码', not_in_registry: '没有此代码',
    not_in_line: '企业库中没有这个代码，请核对营业执照。', other_name: '名称不一致', code: '盖章件上的校验码应为',
    code_line: '不一致说明盖章后内容有修改，请驳回并要求重新盖章。', applicant: '提交人', first: '初审', decided: '审核', files: '材料', no_files: '没有附材料',
    stamped_file: '盖章申请表', licence_file: '营业执照', file_waiting: '正在读取文件', file_open: '打开', file_save: '下载', approve: '通过',
    approve_second: '复核通过', reject: '驳回', approve_title: '通过这份申请',
    approve_line: '这是初审。另一位审核人员复核通过后，{name} 才能为 {enterprise} 填报。',
    approve_second_line: '这是复核。通过后，{name} 立即可以为 {enterprise} 填报，结果以短信和微信通知。', reject_title: '驳回这份申请',
    reject_line: '原因会告诉申请人，修改后可以再次提交。', reason: '驳回原因', need_reason: '请写明驳回原因', is_first: '待初审，应在 {due} 前完成',
    is_second: '已初审通过，待另一位审核人员复核', waits_second: '您已初审通过，待另一位审核人员复核', which: '指定企业编号',
    which_line: '同名企业没有登记代码时，核实后填写它的编号；两位审核人员须填写同一个', notice: '通知', channel: '渠道', tries: '尝试', written: '产生时间',
    notice_application_approved: '申请已通过', notice_application_rejected: '申请被驳回', notice_application_arrived: '有人申请成为代理人',
    channel_wechat: '微信', channel_sms: '短信', sent_waiting: '等待发送', sent_sent: '已发送', sent_refused: '对方拒收', sent_given_up: '未能送达',
    sent_skipped: '无需发送', which_open: '指定已有的企业'
  }
}
