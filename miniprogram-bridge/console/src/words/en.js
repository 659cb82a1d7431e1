/* The console's own words; those of the phone's pages are used as they are, texts of rules, fields, units and carriers are the core's. */
export default {
  console: {
    product: 'Tanheng', line: 'Report energy, see carbon at once; the server checks every byte', sign_in: 'Sign in', choose: 'Choose an enterprise',
    sessions: 'Sessions', filings: 'Filings', filing: 'Filing', report: 'Energy report', form: 'Form', drafts: 'Drafts and outbox', submission: 'Submission',
    skip: 'Skip to the content', menu: 'Main menu', sign_out: 'Sign out', switch_enterprise: 'Switch enterprise', theme: 'Theme', theme_system: 'As the system',
    theme_light: 'Light', theme_dark: 'Dark', language: '中文', offline: 'No network. Entries are kept on this device and sent by themselves when it returns',
    waiting: '{n} waiting for the network', core_server: 'No calculator on this device; the server calculates',
    core_none: 'Cannot calculate at the moment; entries are kept', again: 'Try again', request: 'Request', cancel: 'Cancel', account_menu: 'Account',
    failed_start: 'The console did not load completely', enterprise: 'Enterprise', yes: 'Yes', no: 'No', registry: 'Registry', people: 'People',
    reviews: 'Reviews', review: 'Application', enterprises: 'Enterprises', one_enterprise: 'Enterprise', accounts: 'Accounts',
    one_account: 'Account'
  },
  evidence: {
    line: 'Meter readings, invoices, test reports, for this enterprise and its auditors.', limits: 'PDF, JPG, PNG, XLSX, 20 MB each at most; none that is encrypted or holds macros', drop: 'Drop files here, or', choose: 'choose files', name: 'Name', save: 'Save',
    empty_line: 'Drop or choose files; they are the evidence of what is filed', read_only: 'You may only look', uploads: 'Files on their way', is_waiting: 'Waiting', is_done: 'Uploaded', stop: 'Stop', take_off: 'Remove',
    other_type: 'Files of this kind are not taken. Send PDF, JPG, PNG or XLSX; save Word documents as PDF, and old Excel tables (.xls) as XLSX.', is_empty: 'This file is empty; check it and choose again', no_answer: 'The upload did not finish; check the network and try again'
  },
  enter: {
    account: 'Account', password: 'Password', submit: 'Sign in', demo: 'Enter the demo', demo_line: 'A sample enterprise, no account needed', or: 'or',
    waiting: 'Waiting for the server to confirm who you are', both: 'Fill in account and password',
    none: 'No enterprise belongs to this account; ask the administrator', expired: 'Your sign-in has expired; sign in again, nothing is lost',
    choose_line: 'You work for one enterprise at a time and can switch whenever you like.', choosing: 'Switching the enterprise',
    unsent: 'There are unsent drafts', discard_line: 'Signing out deletes the drafts and waiting submissions on this device. This cannot be undone.',
    discard: 'Delete and sign out', stay: 'Stay', demo_admin: 'as an administrator', demo_bank: 'as the manager of a bank'
  },
  list: {
    year: 'Year', all_years: 'All years', form: 'Form', all_forms: 'All forms', new: 'New filing', period: 'Period', state: 'State', state_live: 'Live',
    state_withdrawn: 'Withdrawn', tco2: 'Net tCO₂', tce: 'Energy tce', revision: 'Revision', submitted: 'Submitted', author: 'By', receipt: 'Receipt',
    waiting: 'Reading the filings', empty: 'No filings yet', empty_line: 'Start a new one; it appears here once submitted', more: 'Show more', find: 'Find',
    months: 'Energy in {year}, by month', strip_line: 'Click a month to report it', start_month: 'First month', end_month: 'Last month', start: 'Start',
    new_title: 'New filing', read_only: 'You may only look here', nth: 'Revision {n}', label: 'Label', audit: 'Open a filing, look at it, then give your verdict', export: 'Export table', exporting: 'Making the table'
  },
  grid: {
    carrier: 'Carrier', unit: 'Unit', detail: 'Row settings', add: 'Add a row', cell: '{name} {month}', closed: 'Outside the period',
    keys: 'Arrow keys move · Enter goes down · Tab goes on · paste a block of cells from Excel', paste_title: 'Paste preview',
    paste_line: '{good} values will change, {bad} cannot be taken', paste_place: 'Place', paste_from: 'Before', paste_to: 'After', paste_note: 'Note',
    paste_take: 'Take {n} values', paste_nothing: 'Nothing can be taken', more_issues: 'To settle', result: 'Result', submit: 'Submit',
    total: 'Total emissions', energy: 'Energy', confirm_first: 'Settle {n} before submitting', template: 'Template', row_settings: 'Row settings: {name}',
    own: 'Own values', done: 'Done', remove: 'Remove this row', process: 'Process emissions', spans: 'Allocated values', add_process: 'Add process emissions',
    add_span: 'Add an allocated value', choose_carrier: 'Carrier', flow: 'Flow', klass: 'Class', exists: 'This row is already there',
    months_open: 'Period {period}', no_rows: 'The template shows no carrier; add a row', nothing: 'The result appears once a value stands', all: 'Whole period',
    waiting: 'Reading the report', saved_hint: 'Saved on this device'
  },
  detail: {
    result: 'Result', content: 'Entries', revisions: 'Revisions and differences', compare: 'Compare', from: 'From', to: 'To', what: 'Item', before: 'Before',
    after: 'After', why: 'Cause', same: 'No difference between the two', revise: 'Revise', withdraw: 'Withdraw', withdraw_title: 'Withdraw this filing',
    withdraw_line: 'The period can then be filed anew. All revisions are kept and can be read.', withdraw_reason: 'Reason', withdraw_need: 'Say why',
    waiting: 'Reading from the server', comparing: 'Comparing the two revisions', by: 'By', at: 'Submitted', pack: 'Factor pack', chain: 'Record',
    receipt: 'Receipt', explain: 'How it came about', explaining: 'Reading the calculation', quantity: 'Quantity',
    ask: 'Click a number to see how it came about', reason: 'Reason', confirmations: 'Confirmed'
  },
  sessions: {
    line: 'These devices are signed in to your account. End those you do not know, and change your password.', device: 'Device', kind: 'Client',
    kind_mini: 'Mini-program', kind_console: 'Console', provider: 'Way', created: 'Signed in', seen: 'Last used', until: 'Ends', here: 'This one', end: 'End',
    end_all: 'End all', end_title: 'End this session', end_line: 'This device has to sign in again.', all_title: 'End all sessions',
    all_line: 'This one too; you have to sign in again.', waiting: 'Reading the sessions', unnamed: 'Unnamed device', ended: 'Ended',
    provider_password: 'Password', provider_demo: 'Demo'
  },
  drafts: {
    empty_outbox: 'No submission to settle', go_on: 'Go on', remove: 'Delete', look: 'Open', saved: 'Saved', form: 'Form', period: 'Period', state: 'State',
    queued_at: 'Queued'
  },
  form: {
    required_mark: 'required', actions: 'Actions', go_report: 'Report energy now', calendar: 'Calendar'
  },
  enterprise: {
    line: 'Filed once, it stands; when something changes, file a new version. All versions are kept.', waiting: "Reading the enterprise's information",
    by: 'Submitted {time} by', edit: 'Change', fill: 'Fill in', none: 'Nothing filed: {name}', none_line: 'Once filed, other forms and reports use it'
  },
  registry: {
    line: 'Enterprises known to the platform; their legal persons can sign in once their document number is proved.', waiting: 'Reading the registry',
    search: 'Name or credit code', import: 'Import enterprises', import_title: 'Import enterprises',
    import_line: 'A CSV file whose first line reads {columns}. One bad line, and nothing is imported.', template: 'Download the template',
    choose: 'Choose a file or drop it here', choose_line: 'CSV, up to 1 MB', lines: '{n} lines with the first one', legacy: 'Read as GB18030', start: 'Import',
    sending: 'Checking each line and importing', refused: '{n} faults; no line was imported. Mend the file and choose it again', fault_line: 'Line',
    fault_column: 'Column', fault: 'Fault', save_faults: 'Download the faults', done: '{rows} imported: {added} new, {changed} changed', name: 'Enterprise',
    uscc: 'Credit code', legal_name: 'Legal person', legal_id: 'Document number', district: 'District', industry: 'Industry', state: 'State',
    imported: 'Imported', joined: 'In use', not_joined: 'Not used yet', empty: 'The registry is empty',
    empty_line: 'Once enterprises are imported, their legal persons can sign in', none_found: 'Nothing found; try another name or code'
  },
  people: {
    role_admin: 'Administrator', role_reviewer: 'Reviewer',
    line: 'Agents file for the enterprise within their modules; suspending, revoking and changes hold at once.', waiting: 'Reading the people',
    saving: 'Saving', add_line: 'The agent can start after signing in with this phone. At most ten agents are active.',
    change_line: "Saving ends this person's sessions here; signing in again is needed.", role: 'Role', phone: 'Mobile', id_number: 'Number',
    ends_on: 'Last day', ends_line: 'Still valid on that day; empty = without end', no_end: 'No end', needed: 'Please fill in', change: 'Change',
    to_suspended: 'Suspend {name}',
    to_suspended_line: "This person's sessions here end at once, and there is no sign-in until you resume. Filings stay as they are.", yes_suspended: 'Suspend',
    to_active: 'Resume {name}', to_active_line: 'This person can sign in again with the same modules.', yes_active: 'Resume', to_revoked: 'Revoke {name}',
    to_revoked_line: "This person's sessions here end at once. It cannot be taken back, only added anew. Filings stay as they are.", yes_revoked: 'Revoke',
    asking: 'Applications as agent', asking_line: 'Once the platform approves, the applicant can file for this enterprise. Refuse whom you do not know.',
    asked_at: 'Submitted', veto: 'Refuse', veto_title: 'Refuse the application of {name}',
    veto_line: 'The application is rejected, and the applicant is told the reason.', veto_reason: 'Reason', veto_need: 'Say why', look: 'See the files',
    look_title: 'Files of {name}', look_line: 'Make sure that the stamp is that of your enterprise.', looked: 'Close'
  },
  go: {
    title: 'Find and go', open: 'Find', hint: 'Page, period, receipt code, enterprise', here: 'At work here', switch: 'Switch to it', none: 'Nothing found; try another word',
    keys: '↑ ↓ choose · Enter goes · Esc closes'
  },
  office: {
    line: 'The enterprises of the platform. Once suspended, their people neither see nor file anything; the data stay.', waiting: 'Reading the enterprises', saving: 'Saving',
    new: 'New enterprise', people: 'People', filings: 'Filings', created: 'Made', state: 'State', state_active: 'Active', state_suspended: 'Suspended', all: 'All',
    empty: 'No enterprise yet', none: 'No enterprise fits', name_line: 'As on the licence; when the registry has this code, as in the registry.',
    new_line: 'Its legal person can then sign in once proved, or the platform makes an account.', suspend: 'Suspend', suspend_title: 'Suspend {name}',
    suspend_line: 'From now on its people neither see nor file anything; what was filed stays, and you can resume it at any time. They are shown the reason.',
    reason: 'Reason', reason_need: 'Say why', resume: 'Resume', resume_title: 'Resume {name}', resume_line: 'Its people go on at once, with the same grants.',
    since: 'Suspended {time}, reason: ', nobody: 'Nobody yet', nobody_line: 'People appear once the legal person has signed in or the platform has made an account'
  },
  accounts: {
    institution: 'Institution', institution_line: 'Verdicts are given in its name; a later one of the same institution takes the place of the one before',
    line: 'Accounts of the platform. Once disabled they are signed out and cannot sign in; filings and records stay.', waiting: 'Reading the accounts', new: 'New account',
    account: 'Account', account_line: 'Letters, digits or . _ @ -, used to sign in', platform_role: 'On the platform', enterprises: 'Enterprises', sessions: 'Signed in',
    search: 'Account, name or whole mobile number', none: 'No account fits', state_active: 'Active', state_disabled: 'Disabled', at_suspended: 'Suspended',
    nowhere: 'Belongs to no enterprise', unnamed: 'No name', has_password: 'Password', has_own: 'Set', has_none: 'None', has_initial: 'An initial one, not changed yet; ends {time}', enterprise: 'Enterprise (may be left empty)',
    enterprise_line: 'Type name or code and choose from what is found', other: 'Another one',
    new_line: 'The initial password is then shown once; tell it to the person face to face or by phone.', once_title: 'Initial password',
    once_line: 'It is shown here once and cannot be seen again. Tell it to the person now: it is good for 7 days and must be changed at the first sign-in; when it is lost or over, set another one.', once_done: 'Told, close', copy: 'Copy',
    copied: 'Copied', copy_by_hand: 'The browser does not allow copying; the password is marked, press Ctrl+C',
    lost: 'The account is up to date, but its password did not reach this page. Set a new one.', disable: 'Disable', disable_title: 'Disable {account}',
    disable_line: 'This person is signed out everywhere at once and cannot sign in until you enable it. Filings and records stay.', enable: 'Enable',
    enable_title: 'Enable {account}', enable_line: 'This person can sign in again, with the same grants.', password: 'New password', password_title: 'A new password for {account}',
    password_line: 'The old one ends at once and this person is signed out everywhere; the new one is shown once and must be changed at the first sign-in. Make sure who is asking.', why: 'Reason', why_need: 'Say why',
    end_sessions: 'Sign out everywhere', end_title: 'Sign {account} out everywhere', end_line: 'This person has to sign in again; the password stays.',
    is_me: 'This is your own account; it can be neither disabled here nor given a password.', is_platform: 'Passwords of platform people are set on the server only.',
    give: 'Give a role', give_line: 'With all modules and without end; sessions there end at once, and this person signs in again.', end_place: 'End',
    end_place_title: 'End the role of {account} at {enterprise}', end_place_line: 'Sessions there end at once. Filings stay as they are.',
    branch: 'Branch', bank_line: 'No manager of a bank. Once made one, legal persons can let this person see a report.', bank_make: 'Make a bank manager',
    bank_make_line: 'Legal persons find this person by name and bank, and consent; make sure first that the post is real. With another bank all consents so far end.',
    bank_end: 'End', bank_end_title: 'End the post of {account}',
    bank_end_line: 'All consents to this person end at once; no report can be seen any more.'
  },
  disclosures: {
    title: 'Number requests', line: 'Whole numbers are seen only after another administrator agreed. Each look is written down and told to the person.', waiting: 'Reading the requests', refresh: 'Refresh', ask: 'See whole numbers',
    ask_line: 'Another administrator decides, within 24 hours; once approved, you can see them for 10 minutes from the first look.', send: 'Send the request', fields: 'Which numbers', reason_line: 'The person reads this reason', whose: 'Whose',
    field_phone: 'Mobile number', field_id_number: 'Number of the document', asked_by: 'Asked by', asked_at: 'Asked', mine: 'You', state_waiting: 'Waiting', state_approved: 'Approved', state_refused: 'Refused', state_shown: 'Being seen', state_over: 'Over',
    needs_other: 'Another administrator must decide', until: 'Good until {time}', by: 'Decided by {name}', none: 'No requests yet', none_line: 'Ask on the page of an account: “See whole numbers”', approve: 'Approve', refuse: 'Refuse',
    approve_title: 'Approve this request', approve_line: 'The one who asked can then see these numbers; the person is told of each look.', refuse_title: 'Refuse this request', refuse_line: 'The one who asked sees no number, and is shown why.', refuse_why: 'Why it is refused',
    refuse_need: 'Say why', see: 'See the numbers', seeing: 'Reading the numbers', shown_title: 'Numbers of {name}', left: 'Time left', close: 'Close', shown_line: 'They go when you close this or leave the page; until the time is over you can look again, and each look is written down.'
  },
  review: {
    line: 'Decided within 3 working days of submission; an approval takes two reviewers.', waiting: 'Reading the applications', deciding: 'Saving the decision',
    state: 'State', state_pending: 'Pending', state_approved: 'Approved', state_rejected: 'Rejected', state_withdrawn: 'Withdrawn', kind: 'Kind',
    kind_agent: 'Agent', kind_foreign_legal_person: 'Foreign legal person', any: 'All', overdue_only: 'Overdue only', overdue: 'Overdue',
    search: 'Enterprise, code, name or number', due: 'Due', number: 'Number', enterprise: 'Enterprise', uscc: 'Credit code', legal_name: 'Legal person',
    name: 'Applicant', submitted: 'Submitted', empty: 'No application waits', none: 'No application fits', says: 'What it says', knows: 'Registry',
    in_registry: 'Has this code', not_in_registry: 'Not listed', not_in_line: 'The registry does not have this code; check the licence.',
    other_name: 'Another name', code: 'Code that the stamped form must show',
    code_line: 'Another code means that the content changed after stamping: reject, and ask for a new stamp.', applicant: 'Submitted by', first: 'First review',
    decided: 'Decided', files: 'Files', no_files: 'No files', stamped_file: 'Stamped form', licence_file: 'Business licence', file_waiting: 'Reading the file',
    file_open: 'Open', file_save: 'Download', approve: 'Approve', approve_second: 'Approve as second', reject: 'Reject',
    approve_title: 'Approve this application', approve_line: 'This is the first review. {name} can file for {enterprise} once a second reviewer has approved.',
    approve_second_line: 'This is the second review. {name} can file for {enterprise} at once, and is told by text message and WeChat.',
    reject_title: 'Reject this application', reject_line: 'The applicant is told the reason and may change and submit it again.', reason: 'Reason',
    need_reason: 'Say why', is_first: 'Waits for the first review, due {due}', is_second: 'Approved once; a second reviewer is needed',
    waits_second: 'You have approved; a second reviewer is needed', which: 'Enterprise id',
    which_line: 'When an enterprise of this name has no credit code, check it and give its id; both reviewers name the same one', notice: 'Notice',
    channel: 'Channel', tries: 'Tries', written: 'Written', notice_application_approved: 'Application approved',
    notice_application_rejected: 'Application rejected', notice_application_arrived: 'Somebody applies as agent', channel_wechat: 'WeChat',
    channel_sms: 'Text message', sent_waiting: 'Waiting', sent_sent: 'Sent', sent_refused: 'Refused', sent_given_up: 'Given up', sent_skipped: 'Not needed',
    which_open: 'Name an enterprise that is here already'
  }
}
