// @ts-check
/* Words of the pages. Texts of rules, fields, units and carriers live in the core, not here. */
'use strict'

module.exports = {
  common: {
    close: 'Close', cancel: 'Cancel', again: 'Try again', waiting_server: 'Reading from the server', unexpected: 'Something went wrong on this page. Your entries are kept; go back and try again',
    month_long: '{month} {year}', year: '{year}', month_range: '{from} – {to} {year}', comma: ', ',
    m1: 'Jan', m2: 'Feb', m3: 'Mar', m4: 'Apr', m5: 'May', m6: 'Jun', m7: 'Jul', m8: 'Aug', m9: 'Sep', m10: 'Oct', m11: 'Nov', m12: 'Dec'
  },
  pad: { label: 'Number keys', point: 'Decimal point', sign: 'Change sign', back: 'Delete', same: 'Same as last month', next: 'Next', done: 'Done', close: 'Close the keys', keep_number: 'Keep the number, change only the unit' },
  issue: { reason: 'Reason', reason_hint: 'Give the reason', keep: 'It is correct', open: 'It is correct', fix_all: 'Take all {n} proposals', take_back: 'Take back', go: 'Go there', reasons: ['Meter reading checked', 'Output changed', 'Plant was serviced'] },
  explain: { title: 'How it was calculated', parts: 'The sum of', sources: 'Where the factors come from', own: 'own value', unchecked: 'Transcribed, not yet checked against the original', nothing: 'There is no number to explain here', rounding: 'Calculated exactly; rounded once, for display, half to even (GB/T 8170).' },
  form: {
    sign_in: 'Sign in to submit', title: 'Form', required: 'required', optional: 'Optional', fill: 'Fill in', help: 'Explain', sign: 'Change sign', choose: 'Choose', search: 'Search by code or name', use_code: 'Use code {code}', nothing: 'Nothing found; try another word', errors: '{n} to correct, marked in red', confirms: '{n} to confirm', carried: 'Taken from the version of {year}; check it, then submit', remove: 'Remove', add: 'Add', submit: 'Submit', unknown: 'This version has no such form; update the app and try again',
    absent: 'What is not filled in shows as - and is never taken as 0.', filed: 'Revision {n} is filed. Change something to submit a new one', revising: 'You are changing revision {n}; submitting makes a new one', save_saved: 'Saved', save_pending: 'Saving', save_full: 'Not saved: storage is full'
  },
  home: {
    files: 'Evidence', scan: 'Sign in a computer',
    people: 'Agents', visitor: 'Visitor', visitor_line: 'Everything stays on this device; nothing is sent', sign_in: 'Sign in', visitor_drafts: '{count} drafts were typed on this device before signing in. Take them over to {enterprise}, check, then submit.', visitor_carry: 'Take over', visitor_left: 'Some periods already have a draft of the enterprise and were left alone; settle them under Drafts', visitor_drop: 'Delete these drafts', visitor_drop_line: 'What was typed before signing in will be deleted from this device for good.', visitor_drop_yes: 'Delete',
    title: 'Tanheng', settings: 'Settings', offline: 'No network: showing what is kept on this device. You can go on filling in', waiting: 'Reading the filings', choose: 'Choose the enterprise', strip: 'Energy by month', year_before: 'Previous year', year_after: 'Next year',
    state_filed: 'Filed', state_draft: 'Draft', state_queued: 'Waiting for the network', state_missing: 'Missing', state_future: 'Not yet', future: 'This month has not come yet',
    energy: 'Energy', energy_count: '{count} of 12 months', business: 'Business figures', info: 'Enterprise', version: 'Version {n}', carried: 'As of {year}', template: 'Template', set: 'Set', not_set: 'Not set', drafts: 'Drafts and outbox', waiting_count: 'Waiting', history: 'Filings',
    last_some: '{year}: {count} of 12 months of energy filed', last_none: '{year}: nothing filed',
    next_template: 'Set up the template', why_template: 'Choose the energy carriers of your enterprise, once', next_continue: 'Continue {month}', why_continue: 'There is a draft that was not submitted', next_report: 'Fill in {month}', why_report: 'Energy of {month} is missing',
    next_business: 'Fill in business figures', why_business: 'Energy of {year} is complete up to last month; business figures are missing', next_settle: 'Look at the submission', why_settle: 'A submission needs your decision', next_waiting: 'Look at the outbox', why_waiting: 'Everything is queued here and will be sent by itself when online', next_done: 'Look at the filings', why_done: 'Everything of {year} up to last month is filed'
  },
  signin: {
    pc: 'Sign in with your phone', pc_line: 'Confirm with Tanheng on your phone',
    title: 'Sign in', lang: '中文', product: 'Tanheng', line: 'Type the energy, see the carbon at once, checked by the server byte for byte', choose: 'Choose the enterprise', try: 'Have a look', try_line: 'A sample enterprise, no account needed', demo: 'Open the demo',
    way_wechat: 'WeChat', way_sms: 'SMS', way_password: 'Password', title_wechat: 'By WeChat', title_sms: 'By text message', title_password: 'By account', way_face: 'Face', title_face: 'By face', face_line: 'Legal persons and agents: WeChat checks that it is you, and your enterprises are found.', name: 'Name', number: 'Resident identity number', by_face: 'Sign in by face', both_face: 'Fill in name and identity number', face_given_up: 'The face was not checked; try again, or sign in another way',
    wechat_line: 'With the WeChat of this phone; no password to remember.', by_wechat: 'Sign in with WeChat', phone_line: 'The first sign-in needs your phone number: it finds your enterprises and tells you the outcome of a review.', share_phone: 'Share the number and sign in', phone_denied: 'The first sign-in needs the number. Share it, or sign in another way',
    phone: 'Mobile number', code: 'Code', send: 'Send a code', send_again: 'Send again', seconds: 's', sending: 'Sending the code', sent: 'Sent. A number that is known here receives a message; it holds for 5 minutes.', both_phone: 'Fill in the mobile number', both_code: 'Fill in the code of the message',
    account: 'Account', password: 'Password', enter: 'Sign in', asking: 'Reading the ways to sign in', waiting: 'Waiting for the server to confirm who you are', both: 'Fill in account and password', offline: 'No network: signing in is not possible now. You can fill in as a visitor; it stays on this device',
    expired: 'The sign-in of {name} is no longer valid; sign in again. What you typed is still on this device.',
    agree: 'I have read and agree to the ', agree_text: 'privacy text', agree_label: 'Agree to the privacy text', visit: 'Use it as a visitor', visit_line: 'Without signing in; everything stays on this device',
    unmatched: 'No enterprise of yours was found', unmatched_line: 'You may apply to become an agent. Or ask the legal person, or an agent who manages people, to add you; then look again.', unknown_line: 'You can sign in with WeChat and apply to become an agent.', refresh: 'Look again', apply: 'Apply to become an agent', leave: 'Sign out'
  },
  suspended: {
    title: 'Enterprise suspended', line: 'The platform has suspended this enterprise; ask its administrator.', until: 'Until it is resumed nothing can be read or submitted. What was filed is kept.', kept: 'The {count} drafts on this device stay; what waits to be sent goes by itself once it is resumed.', check: 'Check again', asking: 'Asking the server', still: 'Still suspended', leave: 'Sign out', others: 'Work for another enterprise'
  },
  devices: {
    title: 'Signed-in devices', lead: 'Devices on which you signed in and still are. End those that you do not know, and change your password.', waiting: 'Reading the devices', ending: 'Signing out', unnamed: 'Unnamed device', here: 'This one', end: 'Sign out', end_all: 'Sign out everywhere',
    seen: 'Last used {time}', kind_mini: 'Mini-program', kind_console: 'PC', way_password: 'password', way_wechat: 'WeChat', way_sms: 'text code', way_demo: 'demo', way_scan: 'scanned code', way_face: 'face',
    end_one: 'Sign this device out', end_one_line: '{device} will be signed out at once.', end_here: 'Sign out here', end_here_line: 'This device will be signed out. What was typed stays and goes on after the next sign-in.', end_all_line: 'Every device is signed out at once, this one too. Drafts stay on their devices.'
  },
  applying: {
    title: 'My applications', one: 'Application to become an agent', lead: 'For enterprises whose legal person cannot sign in, and for foreign legal persons. Decided within 3 working days; the result comes by text message and WeChat.', waiting: 'Reading the applications', empty: 'No application yet', empty_line: 'Fill in the enterprise and yourself, stamp, upload, submit', new: 'New application', unnamed: 'No enterprise yet', changed: 'changed {time}', submitted: 'submitted {time}', due: 'Decided by {date} at the latest', overdue: 'Overdue since {date}; please contact the platform',
    kind_agent: 'Agent', kind_foreign_legal_person: 'Foreign legal person', state_draft: 'Draft', state_pending: 'Waiting', state_approved: 'Approved', state_rejected: 'Rejected', state_withdrawn: 'Withdrawn',
    steps: 'Fill in → fetch the form and stamp it → upload → submit. What you type is kept on this device.', kind: 'Applied for', enterprise: 'Enterprise', enterprise_name: 'Name of the enterprise', uscc: 'Unified social credit code', legal_name: 'Name of the legal person', legal_id_type: 'Document of the legal person', person: 'The agent (yourself)', person_legal: 'The legal person (yourself)',
    papers: 'Papers', papers_line: 'Fetch the form, print, sign and stamp it, then upload a photo or scan. After a change fetch it again.', get_form: 'Fetch the form', stamped_file: 'Stamped form', licence_file: 'Business licence', upload: 'Upload', drop: 'Remove', file: 'Uploaded file',
    save: 'Save', saved: 'Saved', submit: 'Submit', submit_again: 'Submit again', incomplete: 'Something is missing or wrong, marked in red', withdraw: 'Withdraw', withdraw_line: 'It can then be changed; the term of the review begins anew with the next submission.', enter: 'Go to the enterprise', working: 'Talking to the server'
  },
  files: {
    title: 'Evidence', lead: 'Meter readings, invoices, test reports, for the enterprise and its auditors. PDF, JPG, PNG, XLSX of up to 20 MB.', room: 'Room used', count: '{n} files of at most {most}', empty: 'No evidence yet', empty_line: 'Take a photo, or choose a file of a WeChat chat', more: 'Show more', upload: 'Upload', look: 'Open', remove: 'Delete', remove_line: '{name} will be deleted for good.',
    size: 'Size', by: 'By', at: 'Time', check: 'Virus check', me: 'You', state_unscanned: 'None here', state_pending: 'Checking', state_clean: 'Passed', state_infected: 'Not passed', says_pending: 'It can be opened once the virus check has passed.', says_infected: 'A virus was found; it cannot be opened. Delete it and upload a clean file.',
    waiting: 'Reading the evidence', uploading: 'Uploading', fetching: 'Fetching', removing: 'Deleting', uploaded: 'Uploaded', photo: 'Photo', from_chat: 'A file of a WeChat chat', from_camera: 'Camera or album', too_large: 'The file has more than {n} MB; make it smaller first'
  },
  people: {
    asked: 'Applications in the name of the enterprise', asked_line: 'Once the platform approves, this person may act for the enterprise. If nobody here authorised it, refuse.', refuse: 'Refuse', refuse_reason: 'Say why',
    title: 'Agents', waiting: 'Reading the people', offline: 'No network; look again when online', empty: 'No agents yet', empty_line: 'An agent signs in with an own phone and files for the enterprise', add: 'Add an agent', lead: 'Agents sign in with their own phones and file as far as they may. At most ten are active.',
    until: 'until {date}', no_end: 'No end date', scope: 'May do', term: 'Term', state: 'State', document: 'Document', phone: 'Phone', state_active: 'Active', state_suspended: 'Suspended', state_revoked: 'Revoked', state_over: 'Term over', module_filing: 'Filing', module_people: 'People',
    id_resident_id: 'Resident identity card', id_passport: 'Passport', id_travel_permit: 'Travel permit', change: 'Change', suspend: 'Suspend', resume: 'Resume', revoke: 'Revoke',
    suspend_line: '{name} is signed out at once and cannot file for this enterprise until resumed. What was filed stays.', revoke_line: '{name} is signed out at once and is no agent of this enterprise any more. What was filed stays; add the person again when needed.', resume_line: '{name} may sign in again and file for this enterprise.', revoked_line: 'Revoked. Add the person again when needed.', working: 'Saving',
    new_title: 'Add an agent', change_title: 'Change', name: 'Name', mobile: 'Mobile number', id_type: 'Document', id_number: 'Number of the document', modules: 'May do', modules_line: 'People: may add and suspend other agents, never beyond the own scope.', ends_on: 'Last day', forever: 'No end date', save: 'Save', add_it: 'Add', privacy: 'Numbers are kept encrypted; only the first and last signs are shown.',
    need_name: 'Fill in the name', need_modules: 'Choose at least one', need_number: 'Fill in the number of the document', added: '{name} was added', changed: 'Saved',
    role_suspended: '{role} · suspended', role_legal_person: 'Legal person', role_agent: 'Agent', role_viewer: 'Viewer', role_auditor: 'Auditor', role_bank: 'Bank' },
  privacy: {
    title: 'Privacy', lead: 'Before you sign in: what Tanheng collects, what for, and where it lies.', yes: 'Agree', no: 'Decline', contract: 'Privacy notice of WeChat for this program', withdraw: 'Withdraw consent and sign out',
    points: [
      { head: 'What is collected', text: 'Your WeChat identifier and phone number (given by WeChat when you sign in), account and name; names of devices and times of sign-ins. Agents and sign-in by face also give the number of a document. Contacts, location and album are not read.' },
      { head: 'What it is for', text: 'To know who you are and for which enterprises you act, and to notify you at sign-in and review. What you file serves the accounts and reports of your enterprise.' },
      { head: 'Where it lies', text: 'Phone, document number and WeChat identifier are kept encrypted on the server; pages show only the first and last signs. Drafts lie on this device first and are backed up once you are signed in.' },
      { head: 'Who sees it', text: 'The legal person and agents of your enterprise as far as they may; the administrator while reviewing an application. Messages go through a text message service; faces are checked by WeChat, and Tanheng keeps no picture.' },
      { head: 'Your rights', text: 'In the settings you can withdraw consent, sign out, and see and end every device at any time. Without consent you can work on this device as a visitor.' }
    ]
  },
  template: {
    title: 'Energy template', lead: 'Choose the carriers and units of your enterprise; afterwards only numbers are typed each month.', area: 'Grid area', area_line: 'Decides the emission factor of electricity', choose: 'Choose', chosen: 'Carriers to report', none: 'No carrier chosen yet', add: 'Add a carrier', search: 'Search carriers', nothing: 'Nothing found; try another name',
    own_value: 'Needs an own value with evidence', hide: 'Hide', show: 'Show', remove: 'Remove', is_hidden: 'Hidden; earlier data are kept', save_first: 'Save and start', save: 'Save the template', waiting: 'Waiting for the server to store the template'
  },
  report: {
    title: 'Energy report', save_saved: 'Saved', save_pending: 'Saving', save_full: 'Not saved: storage is full', make_room: 'Delete drafts', by_server: 'The calculator is not on this device; the server calculates', no_core: 'Cannot calculate at the moment; your entries are kept', revising: 'You are changing revision {n}; submitting makes a new one',
    last_month: 'Last month {value}', last_year: 'Last year {value}', details: 'details', no_rows: 'The template shows no carriers; add one first', add_row: 'Add a row', template: 'Template', add: 'Add', carrier: 'Carrier', extend_hint: 'Click a grey month to add it to the report',
    process: 'Process emissions', process_line: 'Emitted by the process itself. Use a negative number for a reduction.', spans: 'Values for several months', spans_line: 'When a bill covers several months, give its total; it is spread evenly over them.', allocated: 'allocated', unnamed: 'Unnamed',
    emissions: 'Emissions', energy: 'Energy', partial_line: 'The totals are partial: some values lack a factor or need correction', calculate: 'Calculate', issues: 'To settle', errors: '{n} to correct', confirms: '{n} to confirm', explain_it: 'Give a reason',
    choose_period: 'Months of this report', period_line: 'Tap one month; tap another to take all months between.', take_period: 'Report', taken: 'This month is already filed', row_done: 'Done', remove_row: 'Remove', row_exists: 'There is such a row already', own_values: 'Own values', own_line: 'Measured heat value, carbon content or factor, with evidence, per canonical unit.',
    add_row_line: 'Energy that was sold, or electricity by class.', converted: 'Converted: {from} {unit} = {to} {other}', not_exact: 'In {unit} there would be too many decimals; the unit stays as it was',
    paste: 'Before pasting', paste_here: 'Paste', paste_box: 'or press Ctrl+V here', paste_take: 'Fill in', paste_line: '{good} values will change, {bad} cannot be filled in', paste_outside: 'outside the table', paste_no_number: 'not a number'
  },
  preview: {
    sign_in: 'Sign in to submit', title: 'Result', to_mend: 'To correct before submitting', to_confirm: 'To confirm before submitting', confirmed: 'Confirmed', hints: 'Hints', receipt: 'Receipt of this device', receipt_line: 'To be compared with the server\'s.', no_receipt: 'A receipt is given once the errors are corrected', rounding: 'Totals are sums of unrounded parts and rounded once for display, so they may differ from the shown parts in the last digit.', back: 'Back', submit: 'Submit'
  },
  result: {
    net_tco2: 'Net emissions', tce_equivalent: 'Energy (calorific)', direct_tco2: 'Direct emissions', indirect_tco2: 'Indirect emissions', process_tco2: 'Process emissions', gross_tco2: 'Gross emissions', reductions_tco2: 'Reductions', biogenic_tco2: 'Biogenic (memo)', tce_primary: 'Energy (equivalent)',
    scope1_tco2: 'Scope 1', scope2_tco2: 'Scope 2', partial: 'Partial', by_carrier: 'By carrier', by_month: 'By month', last_year: 'last year', tap: 'Tap a number to see how', allocated: 'allocated', factor_year: 'factor of {year}', bar: '{month}: {tco2} tCO₂, {tce} tce'
  },
  done: {
    title: 'Submission', equal: 'Identical', saved: 'The server got the same result; revision {n} is stored', sending: 'Submitting', sending_line: 'Waiting for the server to calculate it again', queued: 'Waiting for the network', queued_line: 'It is queued on this device and will be sent once, by itself, when online. You may close the app', differs: 'The server got another result', conflict: 'Another revision stands there', needs: 'Some entries want an answer first', refused: 'It was not submitted',
    ours: 'This device', theirs: 'Server', chain: 'Entry {n}', what: 'What differs', more: 'Show all', fewer: 'Show fewer', differs_line: 'The server stored nothing. Take its result, or keep the draft and look again.', comparing: 'Comparing the two results',
    cause_pack: 'The server used newer factors', cause_rules: 'The calculation rules were updated', cause_data: 'The data were changed on the way', cause_unknown: 'The cause is unknown; look at the differences below', accept: 'Take the new result', keep: 'Keep the draft', look: 'Look at it', rebase: 'Submit as a new revision', back: 'Back to the draft', withdraw: 'Take back', withdraw_line: 'It becomes a draft again; nothing is lost.', withdraw_yes: 'Take back', home: 'Home', history: 'History', share_it: 'Share', share: '{name}, receipt {code}', gone: 'This submission is settled', no_live: 'The other revision cannot be read now; try again when online'
  },
  history: { title: 'Filings', waiting: 'Reading the filings', offline: 'No network: showing what is kept on this device', revision_n: 'revision ', revision_end: '', withdrawn: 'withdrawn', empty: 'Nothing filed yet', empty_line: 'What you submit will be listed here', more: 'Show more' },
  filing: {
    title: 'Filing', withdrawn: 'This filing was withdrawn', receipt: 'Receipt', chain: 'Entry {n}', revisions: 'Revisions', state_withdrawn: 'withdrawn', reason: 'Reason', revise: 'Revise', withdraw: 'Withdraw', between: 'Revision {from} → {to}', no_changes: 'The two revisions are the same', typed: 'typed', withdraw_title: 'Withdraw the filing', withdraw_line: 'The months can then be filed anew. All revisions stay on record.', withdraw_reason: 'Give the reason'
  },
  drafts: {
    title: 'Drafts and outbox', outbox: 'Submissions', drafts: 'Drafts', saved: 'saved', remove: 'Delete the draft', remove_line: 'The draft of {period} will be deleted from this device and cannot be restored.', remove_yes: 'Delete', take_back: 'Take back', dismiss: 'Got it', empty: 'No drafts', empty_line: 'What you type is kept here by itself', room: '{used} KB of {limit} MB used on this device',
    state_queued: 'Waiting for the network', state_sending: 'Waiting for the server to calculate it again', state_accepted: 'Identical, stored', 'state_needs-answer': 'Wants an answer first', state_differs: 'The server got another result; choose', state_conflict: 'Another revision stands there', state_refused: 'Was not submitted'
  },
  scan: {
    title: 'Sign in a computer', scan: 'Scan', idle_line: 'Scan the code on the computer with this phone, then confirm', steps: ['Open the Tanheng mini-program or console on the computer', 'Choose sign-in by phone; a code appears on the screen', 'Press Scan below and aim at the code'], no_camera: 'No code was read; allow the camera and try again',
    looking: 'Asking which computer it is', telling: 'Telling the server', question: 'Sign in this computer?', as: '{name} · {enterprise}', no_enterprise: 'no enterprise chosen', device: 'Device', device_unknown: 'Unknown device', network: 'Network address', place_this_machine: 'this machine', place_local: 'local network', place_internet: 'Internet', city: 'Probably in', time: 'Begun at',
    elsewhere: 'Computer and phone are in different networks', elsewhere_line: 'That is so when the phone uses mobile data. If the computer is not in front of you, press Not me.', knows: 'The computer is in front of me', beware: 'If somebody sent you this code, press Not me.', left: 'The code ends in', seconds: 's', confirm: 'Sign in', deny: 'Not me',
    signin: 'Sign in on this phone first', signin_line: 'Then confirm the computer', sign_in: 'Sign in', home: 'Back to home', scan_again: 'Scan again', sessions: 'Signed-in devices',
    confirmed: 'Confirmed', confirmed_line: 'The computer is signed in within seconds. You can end it at any time among the signed-in devices.', denied: 'Refused', denied_line: 'The code is void; the computer is not signed in.', expired: 'The code has expired', expired_line: 'A code is good for two minutes. Refresh it on the computer and scan again.', used: 'The code was used', used_line: 'It was confirmed, refused, or scanned by another phone. Refresh it on the computer.',
    unknown: 'No such code', unknown_line: 'It may have expired. Refresh it on the computer and scan again.', foreign: 'Not a code for signing in a computer', foreign_line: 'Scan the code on the sign-in page of Tanheng.', forbidden: 'Not from here', forbidden_line: 'Scan with the mini-program of a phone that was signed in by itself.', settled: 'It may have taken effect', settled_line: 'No answer came just now. Look at the computer; if in doubt, end it among the signed-in devices.'
  },
  pc: {
    title: 'Sign in by phone', head: 'Sign in with your phone', image: 'sign-in code', other: 'Sign in another way', again: 'New code', slow: 'No network, trying again', left: 'Ends in', seconds: 's',
    loading: 'Getting a code', loading_line: '', code: 'Scan with your phone', code_line: 'Open Scan in WeChat and aim at the code', code_plain_line: 'Open the Tanheng mini-program on the phone, press Sign in a computer on its home page, then Scan', scanned: 'Scanned', scanned_line: 'Confirm on the phone', entering: 'Confirmed', entering_line: 'Signing in', entered: 'Signed in', entered_line: '',
    denied: 'Refused on the phone', denied_line: 'This code is void', expired: 'The code has expired', expired_line: 'A code is good for two minutes', used: 'The code was used', used_line: 'If it was not you, look at the signed-in devices on your phone', failed: 'Not signed in'
  },
  settings: {
    scan: 'Sign in a computer',
    sessions: 'Signed-in devices', applications: 'My applications', privacy: 'Privacy', title: 'Settings', product: 'Tanheng', lang: 'Language 语言', lang_zh: '中文', lang_en: 'English', theme: 'Appearance', theme_system: 'System', theme_light: 'Light', theme_dark: 'Dark', font: 'Type size', font_system: 'WeChat', font_normal: 'Normal', font_large: 'Large', font_largest: 'Largest',
    packs: 'Factor packs', packs_line: 'Editions of emission factors and coal equivalents. Each filing records the pack it used.', pack_line: 'Published {published}, electricity factors of {years}, accepted until {until}', unchecked: '{n} rows transcribed, not yet checked against the original', device: 'On this device', room: '{used} KB of {limit} MB used', drafts: 'Drafts and outbox', sign_out: 'Sign out', sign_in: 'Sign in', discard: 'Delete and sign out', rules: 'rules',
    core_wasm: 'Calculated on this device', core_server: 'Calculated by the server', core_loading: 'Loading the calculator', core_none: 'Cannot calculate at the moment'
  }
}
