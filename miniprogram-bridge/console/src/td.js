/* The components of TDesign that the console uses, each with its own style sheet. */
import 'tdesign-vue-next/es/style/css.mjs'
import { Button } from 'tdesign-vue-next/es/button/index.mjs'
import { ConfigProvider } from 'tdesign-vue-next/es/config-provider/index.mjs'
import { Dialog } from 'tdesign-vue-next/es/dialog/index.mjs'
import { Drawer } from 'tdesign-vue-next/es/drawer/index.mjs'
import { Input } from 'tdesign-vue-next/es/input/index.mjs'
import { Loading } from 'tdesign-vue-next/es/loading/index.mjs'
import { Tabs, TabPanel } from 'tdesign-vue-next/es/tabs/index.mjs'
import en from 'tdesign-vue-next/es/locale/en_US.mjs'
import zh from 'tdesign-vue-next/es/locale/zh_CN.mjs'

const components = { TButton: Button, TConfigProvider: ConfigProvider, TDialog: Dialog, TDrawer: Drawer, TInput: Input, TLoading: Loading,
  TTabPanel: TabPanel, TTabs: Tabs }

export const locales = { zh, en }

/** @param {import('vue').App} app */
export function installComponents(app) {
  for (const [name, component] of Object.entries(components)) app.component(name, component)
}
