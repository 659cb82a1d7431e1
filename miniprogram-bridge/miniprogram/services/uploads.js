// @ts-check
/* Files on the phone: chosen from a chat, the camera or the album, and looked at in WeChat's own viewers. */
'use strict'

const { PICTURES } = require('./evidence')
const settings = require('./settings')

/** @param {unknown} error of WeChat: nothing was chosen */
const isCancel = (error) => /cancel/.test(/** @type {any} */ (error).errMsg || '')

/** A picture has no name of its own. @param {string} path */
function pictureName(path) {
  return settings.say('files.photo') + path.slice(path.lastIndexOf('.'))
}

/** @param {boolean} fromChat @param {string[]} endings */
async function choose(fromChat, endings) {
  if (fromChat) {
    const { tempFiles } = await wx.chooseMessageFile({ count: 1, type: 'file', extension: endings })
    return { path: tempFiles[0].path, name: tempFiles[0].name, size: tempFiles[0].size }
  }
  const { tempFiles } = await wx.chooseMedia({ count: 1, mediaType: ['image'], sourceType: ['album', 'camera'] })
  return { path: tempFiles[0].tempFilePath, name: pictureName(tempFiles[0].tempFilePath), size: tempFiles[0].size }
}

/** Asks where from, then which. Null when the person thought better of it. @param {string[]} endings @returns {Promise<{path: string, name: string, size: number} | null>} */
async function pick(endings) {
  try {
    const way = await wx.showActionSheet({ itemList: [settings.say('files.from_chat'), settings.say('files.from_camera')] })
    return await choose(way.tapIndex === 0, endings)
  } catch (error) {
    if (isCancel(error)) return null
    throw error
  }
}

/** Shows what was fetched. @param {string} path @param {string} type as the server tells it */
async function show(path, type) {
  if (PICTURES.indexOf(type) >= 0) return wx.previewImage({ urls: [path] })
  return wx.openDocument({ filePath: path, fileType: /** @type {any} */ (type), showMenu: true })
}

/** Fetches and shows: of a picture the copy that says nothing of its camera, the file itself where there is none.
 * @param {(copy?: 'display') => Promise<{path: string, type: string}>} fetch @param {string} type where the answer does not say */
async function look(fetch, type) {
  const got = await fetch('display').catch((/** @type {any} */ error) => {
    if (error.code !== 'file-no-copy') throw error
    return fetch()
  })
  return show(got.path, got.type || type)
}

module.exports = { pick, show, look }
