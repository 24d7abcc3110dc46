/** The texts of the catalogue, and what each is given. `npm run language` writes this file from en.json. */
import type { ReactNode } from 'react'

type Value = string | number
type Tag = (chunks: ReactNode[]) => ReactNode

export interface Texts {
  'account.addAnother': undefined
  'account.added': { day: Value }
  'account.addedAndUsed': { day: Value; usedDay: Value }
  'account.addedNotUsed': { day: Value }
  'account.app': undefined
  'account.browserOn': { browser: Value; system: Value }
  'account.codesLeft': { codes: Value }
  'account.company': { name: Value }
  'account.companyTitle': undefined
  'account.confirm': undefined
  'account.confirmCompany': undefined
  'account.confirmTitle': undefined
  'account.confirmWhy': undefined
  'account.end': undefined
  'account.endOthers': undefined
  'account.from': { address: Value }
  'account.lastUsed': { when: Value }
  'account.newCodes': undefined
  'account.othersEnded': undefined
  'account.passwordChanged': undefined
  'account.program': undefined
  'account.removeApp': undefined
  'account.removeFactor': { name: Value }
  'account.roleNeedsOne': undefined
  'account.secondFactor': undefined
  'account.sessions': undefined
  'account.setUp': undefined
  'account.since': { when: Value }
  'account.thisBrowser': undefined
  'account.why': undefined
  'account.yourCodes': undefined
  'attention.another': undefined
  'attention.backFromLot': undefined
  'attention.backFromSlot': { slot: Value }
  'attention.elsewhere': undefined
  'attention.ended': undefined
  'attention.noLine': undefined
  'attention.ringsNoMore': undefined
  'attention.slept': undefined
  'attention.vipCalls': undefined
  'attention.yours': undefined
  'audit.accountAdded': undefined
  'audit.accountDisabled': undefined
  'audit.accountEnabled': undefined
  'audit.accountInvited': undefined
  'audit.accountLinked': undefined
  'audit.accountRemoved': undefined
  'audit.accountRenamed': undefined
  'audit.backupRestored': undefined
  'audit.backupWritten': undefined
  'audit.callSupervised': undefined
  'audit.callTakenOver': undefined
  'audit.callerConfirmed': undefined
  'audit.codesMade': undefined
  'audit.confirmed': undefined
  'audit.contactBlocked': undefined
  'audit.contactRemoved': undefined
  'audit.contactUnblocked': undefined
  'audit.contactsImported': undefined
  'audit.detail.accessLost': undefined
  'audit.detail.app': undefined
  'audit.detail.company': undefined
  'audit.detail.companyAnother': undefined
  'audit.detail.companyCancelled': undefined
  'audit.detail.companyDisabled': undefined
  'audit.detail.companyExpired': undefined
  'audit.detail.companyMisconfigured': undefined
  'audit.detail.companyNameTaken': undefined
  'audit.detail.companyNoUsername': undefined
  'audit.detail.companyNotProven': undefined
  'audit.detail.companyRefused': undefined
  'audit.detail.companyTooMany': undefined
  'audit.detail.companyUnreachable': undefined
  'audit.detail.default': undefined
  'audit.detail.join': undefined
  'audit.detail.listen': undefined
  'audit.detail.loggedOut': undefined
  'audit.detail.none': undefined
  'audit.detail.notYours': undefined
  'audit.detail.number': undefined
  'audit.detail.one': undefined
  'audit.detail.origin': undefined
  'audit.detail.passkey': undefined
  'audit.detail.recovery': undefined
  'audit.detail.role': undefined
  'audit.detail.temporary': undefined
  'audit.detail.whisper': undefined
  'audit.detail.wrongFactor': undefined
  'audit.entries': undefined
  'audit.exported': undefined
  'audit.factorAdded': undefined
  'audit.factorRemoved': undefined
  'audit.failed': undefined
  'audit.from': undefined
  'audit.groups.added': { count: number }
  'audit.groups.members': { count: number }
  'audit.groups.removed': { count: number }
  'audit.groups.renamed': { count: number }
  'audit.groupsChanged': undefined
  'audit.jobs': undefined
  'audit.linkAllowed': undefined
  'audit.messageRemoved': undefined
  'audit.nothing': undefined
  'audit.officeChanged': undefined
  'audit.older': undefined
  'audit.onlyAdmins': undefined
  'audit.part.announces': undefined
  'audit.part.closed': undefined
  'audit.part.exceptions': undefined
  'audit.part.greeting': undefined
  'audit.part.heardBy': undefined
  'audit.part.inbound': undefined
  'audit.part.nothing': undefined
  'audit.part.notice': undefined
  'audit.part.order': undefined
  'audit.part.outbound': undefined
  'audit.part.tags': undefined
  'audit.part.timeZone': undefined
  'audit.part.voice': undefined
  'audit.part.voicemail': undefined
  'audit.part.week': undefined
  'audit.part.whenClosed': undefined
  'audit.passwordChanged': undefined
  'audit.personErased': undefined
  'audit.readAgain': undefined
  'audit.recordingDownloaded': undefined
  'audit.recordingHeard': undefined
  'audit.recordingRemoved': undefined
  'audit.refused': undefined
  'audit.refusedSignIn': undefined
  'audit.roleChanged': undefined
  'audit.screenAdded': undefined
  'audit.screenRevoked': undefined
  'audit.sessionsEnded': undefined
  'audit.settingChanged': undefined
  'audit.signInFailed': undefined
  'audit.signedIn': undefined
  'audit.signedOut': undefined
  'audit.soundUploaded': undefined
  'audit.times': { count: number }
  'audit.to': undefined
  'audit.value.off': undefined
  'audit.value.on': undefined
  'audit.webhook': undefined
  'audit.what': undefined
  'audit.when': undefined
  'audit.who': undefined
  'back.back': { mine: string; slot: string }
  'back.declined': { mine: string; name: string }
  'back.disconnected': { mine: string; name: string }
  'back.forYou': { by: string; slot: string }
  'back.fromSlot': { by: string; slot: string }
  'back.noAnswer': { mine: string; name: string }
  'back.nobody': undefined
  'back.notCalled': { mine: string; name: string }
  'back.notConnected': { mine: string; name: string }
  'back.notReached': { mine: string; name: string }
  'back.ringsNot': { mine: string; name: string }
  'button.answer': undefined
  'button.backToCaller': undefined
  'button.call': undefined
  'button.close': undefined
  'button.connect': undefined
  'button.decline': undefined
  'button.hangUp': undefined
  'button.hold': undefined
  'button.keypad': undefined
  'button.leave': undefined
  'button.mute': undefined
  'button.muted': undefined
  'button.park': undefined
  'button.pickUp': undefined
  'button.remove': undefined
  'button.resume': undefined
  'button.swap': undefined
  'button.take': undefined
  'button.takeBack': undefined
  'button.transfer': undefined
  'button.transferNow': undefined
  'caller.erased': undefined
  'caller.orMore': { name: Value; others: number }
  'caller.saysItIs': { name: Value }
  'caller.withheld': undefined
  'calls.allCalls': undefined
  'calls.answering': undefined
  'calls.askFirst': undefined
  'calls.askFirstWords': undefined
  'calls.asking': undefined
  'calls.asksAbout': { caller: Value; name: Value }
  'calls.blind': undefined
  'calls.blindWords': undefined
  'calls.callNumber': undefined
  'calls.callWith': { caller: Value }
  'calls.calledNumber': { number: Value }
  'calls.calling': undefined
  'calls.callingName': { name: Value }
  'calls.callingSmall': undefined
  'calls.colleague': undefined
  'calls.colleagueCalls': undefined
  'calls.colleaguesTo': undefined
  'calls.confirmed': undefined
  'calls.confirmedBy': { name: Value }
  'calls.connecting': undefined
  'calls.connectingSmall': undefined
  'calls.consultation': { caller: Value; name: Value }
  'calls.couldNotConnect': undefined
  'calls.countRing': { count: Value }
  'calls.countToCallBack': { count: number }
  'calls.dragHint': undefined
  'calls.dropToTalk': undefined
  'calls.forYouFrom': { name: Value }
  'calls.forwardedFrom': undefined
  'calls.heldCaller': { caller: Value }
  'calls.incoming': undefined
  'calls.keepsPlace': undefined
  'calls.keysSent': undefined
  'calls.kindOfTransfer': undefined
  'calls.long': undefined
  'calls.lostReconnecting': undefined
  'calls.moreOnDesk': { count: number }
  'calls.muteInOtherTab': undefined
  'calls.myCall': undefined
  'calls.needsClick': undefined
  'calls.newCall': undefined
  'calls.noColleagues': undefined
  'calls.noOtherCall': undefined
  'calls.nobodyToCallBack': undefined
  'calls.noneEnded': undefined
  'calls.notConfirmed': undefined
  'calls.notSent': { trouble: Value }
  'calls.noteAbout': { caller: Value }
  'calls.noteWritten': undefined
  'calls.onHold': undefined
  'calls.onHoldSmall': undefined
  'calls.onNoCall': undefined
  'calls.orOutside': undefined
  'calls.outgoing': undefined
  'calls.parkWith': undefined
  'calls.pressKeys': undefined
  'calls.recent': undefined
  'calls.ringing': undefined
  'calls.soundInOtherTab': undefined
  'calls.takeCallOf': { caller: Value }
  'calls.talking': undefined
  'calls.theCaller': undefined
  'calls.threeWay': undefined
  'calls.timelineOf': { label: Value }
  'calls.toCallBack': undefined
  'calls.toNumber': { number: Value }
  'calls.toTakeOnDesk': { count: number }
  'calls.tooLong': undefined
  'calls.transferCaller': { caller: Value }
  'calls.transferOf': { caller: Value }
  'calls.transferTo': { name: Value }
  'calls.transferToNumber': undefined
  'calls.waited': { duration: Value }
  'calls.withCaller': undefined
  'calls.youAnswered': undefined
  'calls.youAreOnHold': undefined
  'calls.youAreParked': undefined
  'calls.youAreParkedSmall': undefined
  'calls.youAreTransferred': undefined
  'calls.youAsk': { caller: Value; name: Value }
  'calls.youBehind': undefined
  'calls.youCalled': undefined
  'calls.youDeclined': undefined
  'calls.youWait': undefined
  'calls.yourCallTo': { name: Value }
  'cleared.after': { duration: Value }
  'cleared.answered': { name: Value }
  'cleared.answeredMany': { calls: number; name: Value }
  'cleared.answeredTransfer': { name: Value }
  'cleared.atVoicemail': undefined
  'cleared.busy': undefined
  'cleared.callerHungUp': undefined
  'cleared.callerWaits': { slot: string }
  'cleared.callersHungUp': { calls: number }
  'cleared.cannotTakeNow': { name: Value }
  'cleared.cannotTakeYours': { name: Value }
  'cleared.connectionFailed': undefined
  'cleared.declined': { again: string; name: Value }
  'cleared.declinedYourCall': { name: Value }
  'cleared.disconnected': undefined
  'cleared.ended': undefined
  'cleared.endedAlready': undefined
  'cleared.endedBy': { name: Value }
  'cleared.endedByMany': { calls: number; name: Value }
  'cleared.gaveYou': { name: Value }
  'cleared.hasCall': { name: Value }
  'cleared.hasLeft': { name: Value }
  'cleared.hasLeftAgain': { name: Value }
  'cleared.hungUp': { name: Value }
  'cleared.hungUpInLot': undefined
  'cleared.hungUpInLotMany': { calls: number }
  'cleared.late': undefined
  'cleared.lateBack': { name: Value }
  'cleared.lateCallerWaits': { slot: string }
  'cleared.lateHasCaller': { name: Value }
  'cleared.lateRingsAgain': undefined
  'cleared.leftAgain': { name: Value }
  'cleared.leftYouHave': { name: Value }
  'cleared.lostCallerWaits': { slot: string }
  'cleared.lostHasCaller': { name: Value }
  'cleared.me.CANCEL': undefined
  'cleared.me.CLAIM': undefined
  'cleared.me.COMPLETE': { name: Value }
  'cleared.me.DECLINE': undefined
  'cleared.me.HANGUP': undefined
  'cleared.me.LEAVE': undefined
  'cleared.me.PARK': { slot: string }
  'cleared.me.TRANSFER': { name: Value }
  'cleared.me.UNPARK': undefined
  'cleared.nameNotConnected': { name: Value }
  'cleared.noAnswer': undefined
  'cleared.noAnswerBack': { again: string; name: Value }
  'cleared.noAnswerFrom': { name: Value }
  'cleared.nobodyRingsAt': { name: Value }
  'cleared.nobodyToVoicemail': undefined
  'cleared.notCalled': { again: string; name: Value }
  'cleared.notReachable': undefined
  'cleared.notReached': { name: Value }
  'cleared.otherSideHungUp': undefined
  'cleared.others': undefined
  'cleared.parked': { slot: string }
  'cleared.parkedBy': { name: Value; slot: string }
  'cleared.pickedUp': { name: Value }
  'cleared.pickedUpMany': { calls: number; name: Value }
  'cleared.rangNot': undefined
  'cleared.rangNotBack': { name: Value }
  'cleared.removedCaller': { name: Value; slot: string }
  'cleared.removedYou': { name: Value; slot: string }
  'cleared.ringsAgain': undefined
  'cleared.ringsNot': { again: string; name: Value }
  'cleared.stillRings': { name: Value }
  'cleared.takenOver': { name: Value }
  'cleared.talksWith': { name: Value }
  'cleared.targetNotConnected': { again: string; name: Value }
  'cleared.toVoicemail': undefined
  'cleared.toVoicemailMany': { calls: number }
  'cleared.tookBack': { name: Value }
  'cleared.transferred': { name: Value }
  'cleared.wereOffline': { slot: string }
  'cleared.youLateRingsAt': { name: Value }
  'cleared.youLateToVoicemail': undefined
  'cleared.youNotInTime': undefined
  'cleared.youNotInTimeBack': { name: Value }
  'cleared.yourConnectionEnded': undefined
  'colleagues.about': { caller: Value }
  'colleagues.answered': undefined
  'colleagues.askFirst': { name: Value }
  'colleagues.away': undefined
  'colleagues.awaySince': { time: Value }
  'colleagues.blindTo': { name: Value }
  'colleagues.call': { name: Value }
  'colleagues.calls': { calls: number }
  'colleagues.counts': undefined
  'colleagues.drop': undefined
  'colleagues.endCallOf': { name: Value }
  'colleagues.endCallWords': { caller: Value; name: Value }
  'colleagues.everybodyElse': undefined
  'colleagues.favourite': undefined
  'colleagues.favourites': undefined
  'colleagues.findOne': undefined
  'colleagues.free': undefined
  'colleagues.hangUpCall': { caller: Value }
  'colleagues.legendRing': undefined
  'colleagues.legendTalk': undefined
  'colleagues.letTalk': undefined
  'colleagues.medianWait': undefined
  'colleagues.missed': undefined
  'colleagues.noFavourite': undefined
  'colleagues.noRing': undefined
  'colleagues.notCalled': { name: Value }
  'colleagues.offline': undefined
  'colleagues.offlineCount': { count: number }
  'colleagues.onlyOne': undefined
  'colleagues.outside': undefined
  'colleagues.parkCall': { caller: Value }
  'colleagues.rings': undefined
  'colleagues.ringsNot': { why: Value }
  'colleagues.talks': undefined
  'colleagues.title': undefined
  'colleagues.today': undefined
  'contacts.add': undefined
  'contacts.addTo': undefined
  'contacts.andMore': { more: number }
  'contacts.another': undefined
  'contacts.blockNumber': undefined
  'contacts.blockedMeans': undefined
  'contacts.callOf': { name: Value }
  'contacts.cancel': undefined
  'contacts.chooseAnother': undefined
  'contacts.chooseFile': undefined
  'contacts.columnNumber': { number: Value }
  'contacts.columns': undefined
  'contacts.count': { count: number }
  'contacts.delete': undefined
  'contacts.deleteContact': undefined
  'contacts.edit': undefined
  'contacts.editName': { name: Value }
  'contacts.erase.everywhere': undefined
  'contacts.erase.everywhereMore': undefined
  'contacts.erase.warning': undefined
  'contacts.everybodyReads': undefined
  'contacts.export': undefined
  'contacts.failed': undefined
  'contacts.fileOf': undefined
  'contacts.firstCall': undefined
  'contacts.firstOnes': { count: number }
  'contacts.forAnswering': undefined
  'contacts.import': undefined
  'contacts.import.count': { count: number }
  'contacts.import.done': { created: number; updated: number }
  'contacts.import.doneLeftOut': { created: number; failed: number; updated: number }
  'contacts.import.errors': { failed: number }
  'contacts.import.field.blocked': undefined
  'contacts.import.field.home': undefined
  'contacts.import.field.id': undefined
  'contacts.import.field.leaveOut': undefined
  'contacts.import.field.mobile': undefined
  'contacts.import.field.name': undefined
  'contacts.import.field.note': undefined
  'contacts.import.field.organisation': undefined
  'contacts.import.field.other': undefined
  'contacts.import.field.vip': undefined
  'contacts.import.field.work': undefined
  'contacts.import.importing': undefined
  'contacts.import.leaveOut': undefined
  'contacts.import.noAnswer': undefined
  'contacts.import.nothing': { why: Value }
  'contacts.import.plan': { created: number; unchanged: number; updated: number }
  'contacts.import.planSample': { created: number; sample: number; unchanged: number; updated: number }
  'contacts.import.preview': undefined
  'contacts.import.title': undefined
  'contacts.import.tooLarge': undefined
  'contacts.import.words': undefined
  'contacts.isContactNow': { name: Value }
  'contacts.itIsThem': undefined
  'contacts.keepMine': undefined
  'contacts.kind.home': undefined
  'contacts.kind.mobile': undefined
  'contacts.kind.other': undefined
  'contacts.kind.work': undefined
  'contacts.kindOfNumber': { number: Value }
  'contacts.lastCalls': undefined
  'contacts.maySomebodyElse': undefined
  'contacts.messageOf': { when: Value }
  'contacts.more': undefined
  'contacts.new': undefined
  'contacts.noMatch': { q: Value }
  'contacts.noNumber': { number: Value }
  'contacts.noneYet': undefined
  'contacts.notConfirmed': undefined
  'contacts.notInContacts': undefined
  'contacts.note': undefined
  'contacts.numberAt': { number: Value }
  'contacts.numbers': undefined
  'contacts.openMessage': { when: Value }
  'contacts.organisation': undefined
  'contacts.recordFailed': undefined
  'contacts.removeNumber': { number: Value }
  'contacts.removeWords': { name: Value }
  'contacts.ringAgain': { shown: Value }
  'contacts.ringNoMore': { shown: Value }
  'contacts.saved': { name: Value }
  'contacts.saysNothing': undefined
  'contacts.search': undefined
  'contacts.searchWhat': undefined
  'contacts.undo': undefined
  'contacts.useSaved': undefined
  'contacts.vipMeans': undefined
  'contacts.wasDeleted': { name: Value }
  'contacts.weCalled': undefined
  'contacts.whoItIs': undefined
  'day.today': undefined
  'day.yesterday': undefined
  'deaf.insecure': undefined
  'deaf.microphoneBlocked': undefined
  'deaf.microphoneMissing': undefined
  'deaf.outputMissing': undefined
  'deaf.quietHours': undefined
  'deaf.silent': undefined
  'deaf.softphoneOffline': undefined
  'deaf.soundBlocked': undefined
  'deaf.unproven': undefined
  'desk.available': undefined
  'desk.away': undefined
  'desk.change': undefined
  'desk.connecting': undefined
  'desk.devicesTitle': undefined
  'desk.live': undefined
  'desk.mend': undefined
  'desk.newMessage': { caller: Value }
  'desk.newVersion': undefined
  'desk.noAnswer': undefined
  'desk.noCommands': undefined
  'desk.notYet': { presence: string }
  'desk.offline': undefined
  'desk.presence': undefined
  'desk.proven': { seconds: number }
  'desk.quietHours': undefined
  'desk.reconnecting': undefined
  'desk.reloadsItself': undefined
  'desk.ringsHere': { why: Value }
  'desk.skip': undefined
  'desk.thisBrowser': undefined
  'desk.titleRinging': { page: Value; ringing: Value }
  'desk.you': undefined
  'deskWord.answer.meaning': undefined
  'deskWord.answer.word': undefined
  'deskWord.askFirst.meaning': undefined
  'deskWord.askFirst.word': undefined
  'deskWord.available.meaning': undefined
  'deskWord.available.word': undefined
  'deskWord.away.meaning': undefined
  'deskWord.away.word': undefined
  'deskWord.backToYou.meaning': undefined
  'deskWord.backToYou.word': undefined
  'deskWord.blindTransfer.meaning': undefined
  'deskWord.blindTransfer.word': undefined
  'deskWord.blocked.meaning': undefined
  'deskWord.blocked.word': undefined
  'deskWord.callOutSlot.meaning': undefined
  'deskWord.callOutSlot.word': undefined
  'deskWord.decline.meaning': undefined
  'deskWord.decline.word': undefined
  'deskWord.doesNotRing.meaning': undefined
  'deskWord.doesNotRing.word': undefined
  'deskWord.hold.meaning': undefined
  'deskWord.hold.word': undefined
  'deskWord.lotSlot.meaning': undefined
  'deskWord.lotSlot.word': undefined
  'deskWord.numberNotConfirmed.meaning': undefined
  'deskWord.numberNotConfirmed.word': undefined
  'deskWord.numberWithheld.meaning': undefined
  'deskWord.numberWithheld.word': undefined
  'deskWord.park.meaning': undefined
  'deskWord.park.word': undefined
  'deskWord.parkFor.meaning': undefined
  'deskWord.parkFor.word': undefined
  'deskWord.pickUp.meaning': undefined
  'deskWord.pickUp.word': undefined
  'deskWord.ringingElsewhere.meaning': undefined
  'deskWord.ringingElsewhere.word': undefined
  'deskWord.ringsHere.meaning': undefined
  'deskWord.ringsHere.word': undefined
  'deskWord.supervise.meaning': undefined
  'deskWord.supervise.word': undefined
  'deskWord.swap.meaning': undefined
  'deskWord.swap.word': undefined
  'deskWord.takeBack.meaning': undefined
  'deskWord.takeBack.word': undefined
  'deskWord.threeWay.meaning': undefined
  'deskWord.threeWay.word': undefined
  'deskWord.timeline.meaning': undefined
  'deskWord.timeline.word': undefined
  'deskWord.toCallBack.meaning': undefined
  'deskWord.toCallBack.word': undefined
  'deskWord.vip.meaning': undefined
  'deskWord.vip.word': undefined
  'deskWord.voicemail.meaning': undefined
  'deskWord.voicemail.word': undefined
  'deskWord.wrapUp.meaning': undefined
  'deskWord.wrapUp.word': undefined
  'devices.aHeadset': undefined
  'devices.answersNot': undefined
  'devices.asksWhich': undefined
  'devices.awaited': { name: Value }
  'devices.back': { label: Value }
  'devices.chooseHeadset': undefined
  'devices.chooseOther': undefined
  'devices.default': undefined
  'devices.defaultIs': { name: Value }
  'devices.device': undefined
  'devices.echoWords': undefined
  'devices.headset': undefined
  'devices.headsetKeys': undefined
  'devices.headsetSwitch': undefined
  'devices.headsetWords': undefined
  'devices.headsets': undefined
  'devices.hearYourself': undefined
  'devices.heard': { press: Value }
  'devices.lead': undefined
  'devices.listens': undefined
  'devices.listensNot': { trouble: Value }
  'devices.meansNothing': undefined
  'devices.microphoneNow': { name: Value }
  'devices.noChoice': undefined
  'devices.noHid': undefined
  'devices.noName': undefined
  'devices.noNames': undefined
  'devices.noOther': undefined
  'devices.noReason': undefined
  'devices.noSound': { trouble: Value }
  'devices.noSoundYet': undefined
  'devices.notDuringCall': undefined
  'devices.onlySecure': undefined
  'devices.otherOutput': undefined
  'devices.playTone': undefined
  'devices.playing': undefined
  'devices.press.answer': undefined
  'devices.press.decline': undefined
  'devices.press.hangUp': undefined
  'devices.press.hold': undefined
  'devices.press.mute': undefined
  'devices.press.unmute': undefined
  'devices.pressOne': undefined
  'devices.refused': { trouble: Value }
  'devices.ringerNow': { name: Value }
  'devices.speakFour': undefined
  'devices.speakThenListen': undefined
  'devices.systemDefault': undefined
  'devices.talkNow': { name: Value }
  'devices.threeNotes': undefined
  'devices.unplugged': { label: Value }
  'devices.volume': undefined
  'devices.volumeOf': { use: string }
  'devices.workedNot': { trouble: Value }
  'dial.callANumber': undefined
  'dial.hash': undefined
  'dial.pad': undefined
  'dial.star': undefined
  'dial.title': undefined
  'hears.all': { caller: Value; other: Value }
  'hears.connects': { caller: Value; name: Value }
  'hears.muted': undefined
  'hears.rings': { caller: Value; name: Value }
  'hears.talksWith': { caller: Value; name: Value }
  'hears.youConnect': { caller: Value }
  'hears.youTalkWith': { caller: Value; other: Value }
  'hears.youTalkWithCaller': { caller: Value; name: Value }
  'help.done': undefined
  'help.keys': undefined
  'help.leave': undefined
  'help.newHere': undefined
  'help.next': undefined
  'help.noThanks': undefined
  'help.noWord': { q: Value }
  'help.search': undefined
  'help.stepOf': { step: Value; steps: Value }
  'help.takeTour': undefined
  'help.tour': undefined
  'help.tourWaits': undefined
  'help.words': undefined
  'history.all': undefined
  'history.answeredByMe': undefined
  'history.backTo': { label: Value }
  'history.call': undefined
  'history.callWith': { label: Value }
  'history.calledTimes': { times: number }
  'history.colleague': undefined
  'history.ending.answered': undefined
  'history.ending.called': undefined
  'history.ending.failed': undefined
  'history.ending.message': undefined
  'history.ending.missed': undefined
  'history.ending.notReached': undefined
  'history.ending.removed': undefined
  'history.exportThese': undefined
  'history.exporting': undefined
  'history.failed': undefined
  'history.found': { count: number }
  'history.foundMore': { count: number }
  'history.from': undefined
  'history.held': undefined
  'history.hint': undefined
  'history.howItEnded': undefined
  'history.inAMinute': undefined
  'history.inLot': undefined
  'history.kind': undefined
  'history.leftMessage': undefined
  'history.messages': undefined
  'history.missed': undefined
  'history.noMatch': undefined
  'history.noNote': undefined
  'history.noTags': undefined
  'history.nobodyWaits': undefined
  'history.nobodyWaitsLong': undefined
  'history.noneEnded': undefined
  'history.notExported': undefined
  'history.note': undefined
  'history.older': undefined
  'history.olderHidden': { count: number }
  'history.otherWrote': { note: Value; who: Value; you: string }
  'history.outbound': undefined
  'history.rang': { wait: Value }
  'history.roleSeesNot': undefined
  'history.search': undefined
  'history.searchWhat': undefined
  'history.stayHere': undefined
  'history.talk': undefined
  'history.talked': { duration: Value }
  'history.then': undefined
  'history.to': undefined
  'history.toCallBack': undefined
  'history.toLabel': undefined
  'history.toNumber': { number: Value }
  'history.tried': { by: string; time: Value; times: number }
  'history.wait': undefined
  'history.waited': { wait: Value }
  'history.withheld': undefined
  'html.noScript.title': undefined
  'html.noScript.words': undefined
  'html.notStarted.again': undefined
  'html.notStarted.title': undefined
  'html.notStarted.todo': undefined
  'html.notStarted.words': undefined
  'html.tooOld.title': undefined
  'html.tooOld.todo': undefined
  'html.tooOld.words': undefined
  'invitation.choose': { username: Value }
  'invitation.expired': undefined
  'invitation.title': undefined
  'invitation.toSignIn': undefined
  'invitation.used': undefined
  'invitation.void': undefined
  'keys.action.addContact': undefined
  'keys.action.answer': undefined
  'keys.action.ask': undefined
  'keys.action.call': undefined
  'keys.action.callBack': undefined
  'keys.action.copyPaging': undefined
  'keys.action.decline': undefined
  'keys.action.devices': undefined
  'keys.action.find': undefined
  'keys.action.goAvailable': undefined
  'keys.action.goAway': undefined
  'keys.action.hangUp': undefined
  'keys.action.hold': undefined
  'keys.action.keypad': undefined
  'keys.action.merge': undefined
  'keys.action.mute': undefined
  'keys.action.nextPart': undefined
  'keys.action.note': undefined
  'keys.action.notices': undefined
  'keys.action.palette': undefined
  'keys.action.park': undefined
  'keys.action.parkWith': undefined
  'keys.action.pickUp': undefined
  'keys.action.previousPart': undefined
  'keys.action.record': undefined
  'keys.action.recordCall': undefined
  'keys.action.say': undefined
  'keys.action.sheet': undefined
  'keys.action.slotHistory': undefined
  'keys.action.swap': undefined
  'keys.action.takeBack': undefined
  'keys.action.transfer': undefined
  'keys.cancel': undefined
  'keys.change': undefined
  'keys.changeOf': { action: Value }
  'keys.changeShort': undefined
  'keys.ctrl': undefined
  'keys.default': undefined
  'keys.findButton': undefined
  'keys.group.calling': undefined
  'keys.group.desk': undefined
  'keys.group.lot': undefined
  'keys.group.myCall': undefined
  'keys.group.ringing': undefined
  'keys.isOther': { action: Value; key: Value }
  'keys.noKey': undefined
  'keys.none': undefined
  'keys.notNow': { why: Value }
  'keys.notNowHidden': undefined
  'keys.num': undefined
  'keys.ofBrowser': { key: Value }
  'keys.ofDigits': undefined
  'keys.pickUp.gone': undefined
  'keys.pickUp.itsNumber': undefined
  'keys.pickUp.nobody': { slot: Value }
  'keys.pickUp.orNext': undefined
  'keys.pickUp.slot': { slot: Value }
  'keys.pickUp.then': undefined
  'keys.pressAnother': undefined
  'keys.pressKey': undefined
  'keys.pressNew': { action: Value }
  'keys.profile.ctrlShift': undefined
  'keys.profile.letters': undefined
  'keys.profile.numpad': undefined
  'keys.profiles': undefined
  'keys.quoted': { text: Value }
  'keys.reset': undefined
  'keys.rule.arrows': undefined
  'keys.rule.arrowsMore': undefined
  'keys.rule.pickUp': undefined
  'keys.rule.pickUpMore': undefined
  'keys.rule.rows': undefined
  'keys.rule.rowsMore': undefined
  'keys.shift': undefined
  'keys.single': undefined
  'keys.singleMore': undefined
  'keys.take': undefined
  'keys.why.allThree': undefined
  'keys.why.allThreeHold': undefined
  'keys.why.askFirst': undefined
  'keys.why.available': undefined
  'keys.why.away': undefined
  'keys.why.beingConnected': undefined
  'keys.why.busy': undefined
  'keys.why.colleagueHasCall': undefined
  'keys.why.justChanged': undefined
  'keys.why.neverRecorded': undefined
  'keys.why.noNotices': undefined
  'keys.why.noOtherHeld': undefined
  'keys.why.noRow': { digit: Value }
  'keys.why.noSound': undefined
  'keys.why.noTransfer': undefined
  'keys.why.nobodyInLot': undefined
  'keys.why.noneInSlot': undefined
  'keys.why.notJoined': undefined
  'keys.why.nothingRings': undefined
  'keys.why.onNoCall': undefined
  'keys.why.onNoCallNote': undefined
  'keys.why.onlyUnknown': undefined
  'keys.why.ringsThere': undefined
  'keys.why.role': undefined
  'keys.why.talkToNobody': undefined
  'keys.why.transferring': undefined
  'keys.why.withheld': undefined
  'keys.yoursFor': { action: Value; key: Value }
  'language.de': undefined
  'language.en': undefined
  'line.loses': undefined
  'line.lost': undefined
  'line.microphoneGone': undefined
  'line.noSoundArrives': undefined
  'line.noSoundLeaves': undefined
  'line.outputGone': undefined
  'line.poor': undefined
  'line.silent': undefined
  'line.slow': undefined
  'line.uneven': undefined
  'lineTest.bothWays': { ms: Value }
  'lineTest.didNotLast': undefined
  'lineTest.endedAtOnce': undefined
  'lineTest.noAnswer': undefined
  'lineTest.noSoundBack': undefined
  'lineTest.sentNoSound': undefined
  'lot.backTo': undefined
  'lot.browserSays': { error: Value }
  'lot.calledAt': { time: Value }
  'lot.cannotSpeak': undefined
  'lot.copied': { text: Value }
  'lot.copy': { text: Value }
  'lot.dropToPark': undefined
  'lot.empty': undefined
  'lot.everybody': undefined
  'lot.everyone': undefined
  'lot.everyoneSees': undefined
  'lot.for': undefined
  'lot.historyFailed': undefined
  'lot.ifNobody': undefined
  'lot.isThere': undefined
  'lot.keepTalking': undefined
  'lot.keepWaiting': undefined
  'lot.left.answered': { by: string; time: Value }
  'lot.left.hungUp': { time: Value }
  'lot.left.left': { time: Value }
  'lot.left.outside': { time: Value }
  'lot.left.picked': { by: string; time: Value }
  'lot.left.removed': { by: string; time: Value }
  'lot.left.voicemail': { time: Value }
  'lot.me': undefined
  'lot.nextFree': undefined
  'lot.noVoice': undefined
  'lot.nobodyToday': undefined
  'lot.notAllowed': undefined
  'lot.notCopied': { text: Value }
  'lot.notSaid': { text: Value }
  'lot.notTo': { name: string }
  'lot.note': undefined
  'lot.noteExample': undefined
  'lot.number': undefined
  'lot.numberOutside': undefined
  'lot.page': { name: Value; slot: Value }
  'lot.pageCaller': { slot: Value }
  'lot.parkCaller': { caller: Value }
  'lot.parkFor': undefined
  'lot.parkTheCaller': undefined
  'lot.parkedBy': { by: string; one: string }
  'lot.removeAndHangUp': undefined
  'lot.removeTitle': undefined
  'lot.removeWords': { caller: Value }
  'lot.said': { text: Value }
  'lot.say': { speaks: string; text: Value }
  'lot.slot': undefined
  'lot.slotMore': { slot: Value }
  'lot.slotNumber': { slot: Value }
  'lot.slotToday': { slot: Value }
  'lot.then': { name: string }
  'lot.timeUp': { after: string; name: string; one: Value }
  'lot.title': undefined
  'lot.whoWasIn': { slot: Value }
  'lot.withoutSlot': undefined
  'mend.chrome.allow': undefined
  'mend.chrome.click': undefined
  'mend.chrome.system': undefined
  'mend.firefox.click': undefined
  'mend.firefox.close': undefined
  'mend.green': undefined
  'mend.line.send': undefined
  'mend.line.title': undefined
  'mend.line.vpn': undefined
  'mend.microphone.click': undefined
  'mend.microphone.free': undefined
  'mend.microphone.let': undefined
  'mend.microphone.other': undefined
  'mend.microphone.plug': undefined
  'mend.microphone.then': undefined
  'mend.microphone.title': undefined
  'mend.output.plug': undefined
  'mend.output.title': undefined
  'mend.quiet.change': undefined
  'mend.quiet.click': undefined
  'mend.quiet.title': undefined
  'mend.safari.allow': undefined
  'mend.safari.choose': undefined
  'mend.secure.tell': undefined
  'mend.secure.title': undefined
  'mend.secure.try': { address: Value }
  'mend.sound.click': undefined
  'mend.sound.look': undefined
  'mend.sound.title': undefined
  'menu.allKeys': undefined
  'menu.auto': undefined
  'menu.comfortable': undefined
  'menu.compact': undefined
  'menu.dark': undefined
  'menu.density': undefined
  'menu.deskWords': undefined
  'menu.find': undefined
  'menu.jobs': undefined
  'menu.language': undefined
  'menu.light': undefined
  'menu.mine': { name: Value }
  'menu.noLanguage': undefined
  'menu.settings': undefined
  'menu.theme': undefined
  'news.answered': { who: Value }
  'news.hold': { who: Value }
  'news.talk': { who: Value }
  'news.transferred': undefined
  'notice.all': undefined
  'notice.allNewest': undefined
  'notice.dismiss': undefined
  'notice.hearsThrough': { name: Value }
  'notice.hearsThroughAnother': undefined
  'notice.heldBack': undefined
  'notice.heldBackWords': undefined
  'notice.microphoneUnplugged': undefined
  'notice.more': { others: number }
  'notice.moreAll': undefined
  'notice.notConnected': undefined
  'notice.notices': undefined
  'notice.ringsAt': { caller: Value; name: Value }
  'notice.times': { times: number; title: Value }
  'office.addDay': undefined
  'office.addHours': undefined
  'office.addHoursOn': { day: Value }
  'office.adminsCan': undefined
  'office.afterClosed': undefined
  'office.alwaysOpen': undefined
  'office.announces': undefined
  'office.announcesWords': undefined
  'office.atTime': undefined
  'office.byWeek': undefined
  'office.callEnds': undefined
  'office.changedBy': { day: Value; name: Value; time: Value }
  'office.changedMeanwhile': { name: Value }
  'office.chooseAnother': undefined
  'office.chooseFile': undefined
  'office.chooseSound': undefined
  'office.closed': undefined
  'office.closes': { day: Value }
  'office.copyMonday': undefined
  'office.day': undefined
  'office.dayNumber': { number: Value }
  'office.discard': undefined
  'office.greeting': undefined
  'office.greetingWords': undefined
  'office.heardBy': undefined
  'office.heardBy.everybody': undefined
  'office.heardBy.own': undefined
  'office.heardBy.supervisors': undefined
  'office.hours': undefined
  'office.howCallsEnd': undefined
  'office.ifNobody': undefined
  'office.ifRecorded': undefined
  'office.keepMine': undefined
  'office.lookAgain': undefined
  'office.mayLeave': undefined
  'office.name': undefined
  'office.neverChanged': undefined
  'office.noAnswer': undefined
  'office.none': undefined
  'office.notUploaded': undefined
  'office.notice': undefined
  'office.noticeWords': undefined
  'office.now': undefined
  'office.open': undefined
  'office.opens': { day: Value }
  'office.playFile': undefined
  'office.readOut': undefined
  'office.record.always': undefined
  'office.record.inbound': undefined
  'office.record.never': undefined
  'office.record.on_demand': undefined
  'office.record.outbound': undefined
  'office.recording': undefined
  'office.recordingWords': undefined
  'office.removeDay': { name: Value }
  'office.removeHours': { day: Value; from: Value; to: Value }
  'office.ringsHere': undefined
  'office.save': undefined
  'office.saved': undefined
  'office.savedByOther': { name: Value }
  'office.settings': undefined
  'office.somebody': undefined
  'office.specialDays': undefined
  'office.specialDaysList': undefined
  'office.specialDaysWords': undefined
  'office.standard': undefined
  'office.tags': undefined
  'office.tagsWords': undefined
  'office.theCallEnds': undefined
  'office.theFile': { name: Value }
  'office.timeIn': { zone: Value }
  'office.timeInZone': { time: Value; zone: Value }
  'office.timeZone': undefined
  'office.timeZoneWords': undefined
  'office.toneThen': undefined
  'office.twilioVoice': undefined
  'office.uploading': undefined
  'office.useSaved': undefined
  'office.voice': undefined
  'office.voiceWords': undefined
  'office.whatCallersHear': undefined
  'office.whenCalls': undefined
  'office.whenClosed': undefined
  'office.whenClosedWords': undefined
  'office.whenNobody': undefined
  'office.whenNobodyWords': undefined
  'office.whenOpen': undefined
  'office.wordsOf': { title: Value }
  'office.wouldHear': undefined
  'office.wrongFile': undefined
  'office.yoursNotSaved': undefined
  'offline.back': undefined
  'offline.byItself': undefined
  'offline.looking': undefined
  'offline.stillAway': undefined
  'offline.tab': undefined
  'offline.title': undefined
  'offline.tryNow': undefined
  'offline.words': undefined
  'outcome.answered': undefined
  'outcome.cancelled': { lasted: Value }
  'outcome.failed': undefined
  'outcome.leftMessage': undefined
  'outcome.missed': { lasted: Value }
  'outcome.notAnswered': { lasted: Value }
  'outcome.notReached': undefined
  'outcome.removed': undefined
  'page.account': undefined
  'page.audit': undefined
  'page.closed': undefined
  'page.contacts': undefined
  'page.desk': undefined
  'page.devices': undefined
  'page.history': undefined
  'page.hoursAndWords': undefined
  'page.office': undefined
  'page.pages': undefined
  'page.people': undefined
  'page.privacy': undefined
  'page.ready': undefined
  'page.recordings': undefined
  'page.settings': undefined
  'page.toHear': undefined
  'page.voicemail': undefined
  'page.wallboard': undefined
  'palette.answer': { caller: Value }
  'palette.ask': { name: Value }
  'palette.askAlso': undefined
  'palette.call': { name: Value }
  'palette.checkRing': undefined
  'palette.failed': undefined
  'palette.field': undefined
  'palette.fillers': undefined
  'palette.findContacts': { text: Value }
  'palette.findHistory': { text: Value }
  'palette.fits': undefined
  'palette.glossaryAlso': undefined
  'palette.gone': undefined
  'palette.hint': undefined
  'palette.notNow': { why: Value }
  'palette.nothingFits': { text: Value }
  'palette.onHold': undefined
  'palette.open': { page: Value }
  'palette.pageAlso': undefined
  'palette.park': { slot: Value }
  'palette.parkFor': { name: Value }
  'palette.pickUp': { caller: Value }
  'palette.pickUpSlot': { caller: Value; slot: Value }
  'palette.resume': { caller: Value }
  'palette.rings': { digit: Value; wait: Value }
  'palette.ringsElsewhere': { wait: Value }
  'palette.saidNotNow': { why: Value; words: Value }
  'palette.searching': undefined
  'palette.slotAlso': undefined
  'palette.slotToday': { slot: Value }
  'palette.swap': { caller: Value }
  'palette.take': { caller: Value }
  'palette.takeBack': { caller: Value }
  'palette.tour': undefined
  'palette.tourAlso': undefined
  'palette.transfer': { name: Value }
  'palette.verb.ask': undefined
  'palette.verb.call': undefined
  'palette.verb.find': undefined
  'palette.verb.transfer': undefined
  'palette.verbPlace': undefined
  'palette.waits': { wait: Value }
  'palette.yourTransfer': undefined
  'people.act.disable': undefined
  'people.act.enable': undefined
  'people.act.factors': undefined
  'people.act.link': undefined
  'people.act.password': undefined
  'people.act.remove': undefined
  'people.act.rename': undefined
  'people.act.role': undefined
  'people.act.sessions': undefined
  'people.add': undefined
  'people.answersNone': undefined
  'people.call.ends': { caller: Value }
  'people.call.none': undefined
  'people.call.toLot': { caller: Value }
  'people.column.factor': undefined
  'people.column.more': undefined
  'people.column.name': undefined
  'people.column.ring': undefined
  'people.column.role': undefined
  'people.column.seen': undefined
  'people.column.sessions': undefined
  'people.copied': undefined
  'people.disabled': undefined
  'people.done.disable': { name: Value }
  'people.done.enable': { name: Value }
  'people.done.factors': { name: Value }
  'people.done.link': { name: Value }
  'people.done.remove': { name: Value }
  'people.done.rename': { name: Value }
  'people.done.role': { name: Value; role: Value }
  'people.done.session': { name: Value }
  'people.done.sessions': { name: Value }
  'people.error.company': undefined
  'people.error.exists': undefined
  'people.error.gone': undefined
  'people.error.notConfirmed': undefined
  'people.error.onlyAdmin': undefined
  'people.factor.app': undefined
  'people.factor.company': undefined
  'people.factor.none': undefined
  'people.factor.passkey': undefined
  'people.factor.required': undefined
  'people.failed': undefined
  'people.group.add': undefined
  'people.group.changedMeanwhile': { name: Value }
  'people.group.down': { name: Value }
  'people.group.members': { count: number }
  'people.group.membersOf': { name: Value }
  'people.group.most': { most: number }
  'people.group.moved': { all: number; name: Value; place: number }
  'people.group.name': undefined
  'people.group.none': undefined
  'people.group.remove': { name: Value }
  'people.group.saved': undefined
  'people.group.undone': undefined
  'people.group.unnamed': undefined
  'people.group.up': { name: Value }
  'people.group.words': undefined
  'people.groups': undefined
  'people.import.done': { count: number; until: Value }
  'people.import.file': undefined
  'people.import.links': undefined
  'people.import.noColumn': undefined
  'people.import.noName': undefined
  'people.import.noRole': undefined
  'people.import.noUsername': undefined
  'people.import.nobody': { count: number }
  'people.import.plan': { count: number }
  'people.import.press': { count: number }
  'people.import.taken': undefined
  'people.import.title': undefined
  'people.import.twice': undefined
  'people.import.words': undefined
  'people.invited': undefined
  'people.kind.all': undefined
  'people.kind.deaf': undefined
  'people.kind.disabled': undefined
  'people.kind.invited': undefined
  'people.kind.noFactor': undefined
  'people.kinds': undefined
  'people.link': undefined
  'people.linkExpired': undefined
  'people.linkUntil': { until: Value }
  'people.may.admin': undefined
  'people.may.agent': undefined
  'people.may.ops': undefined
  'people.may.supervisor': undefined
  'people.more': { name: Value }
  'people.name': undefined
  'people.never': undefined
  'people.noMatch': undefined
  'people.noPage': undefined
  'people.noSessions': undefined
  'people.now': undefined
  'people.once.link': { name: Value; until: Value }
  'people.once.password': { name: Value }
  'people.onlyAdminWords': { name: Value }
  'people.onlyAdmins': undefined
  'people.onlyOne': undefined
  'people.passedOn': undefined
  'people.press.add': undefined
  'people.press.allowLink': undefined
  'people.press.disable': undefined
  'people.press.enable': undefined
  'people.press.factors': undefined
  'people.press.link': undefined
  'people.press.remove': undefined
  'people.press.sessions': undefined
  'people.press.temporary': undefined
  'people.rings': undefined
  'people.ringsNot': undefined
  'people.role': undefined
  'people.save': undefined
  'people.search': undefined
  'people.searchWhat': undefined
  'people.shown': { all: number; shown: number }
  'people.temporaryPassword': undefined
  'people.title.add': undefined
  'people.title.disable': { name: Value }
  'people.title.enable': { name: Value }
  'people.title.factors': { name: Value }
  'people.title.link': { name: Value }
  'people.title.password': { name: Value }
  'people.title.remove': { name: Value }
  'people.title.rename': { name: Value }
  'people.title.role': { name: Value }
  'people.title.sessions': { name: Value }
  'people.usernameRule': undefined
  'people.whySince': { time: Value; why: Value }
  'people.words.add': undefined
  'people.words.disable': { name: Value }
  'people.words.enable': { name: Value }
  'people.words.factors': { name: Value }
  'people.words.invite': { name: Value }
  'people.words.link': { name: Value }
  'people.words.password': { name: Value }
  'people.words.remove': { name: Value }
  'people.words.role': undefined
  'people.words.sessions': undefined
  'presence.available': undefined
  'presence.away': undefined
  'presence.offline': undefined
  'privacy.askTitle': { name: Value }
  'privacy.carrier.done': undefined
  'privacy.carrier.log': undefined
  'privacy.carrier.noAnswer': undefined
  'privacy.carrier.recordings': undefined
  'privacy.count.erased': { count: number }
  'privacy.count.ordered': { count: number }
  'privacy.days': { count: number }
  'privacy.erased': { numbers: Value }
  'privacy.export': undefined
  'privacy.find': undefined
  'privacy.found.erased': undefined
  'privacy.found.stored': undefined
  'privacy.hours': { hours: Value }
  'privacy.howLong': undefined
  'privacy.minutes': { minutes: Value }
  'privacy.onCall': undefined
  'privacy.onlyAdmins': undefined
  'privacy.owed': { owed: number }
  'privacy.person': undefined
  'privacy.personIntro': undefined
  'privacy.place.audit': undefined
  'privacy.place.calls': undefined
  'privacy.place.contactNotes': undefined
  'privacy.place.dialIntents': undefined
  'privacy.place.feed': undefined
  'privacy.place.messages': undefined
  'privacy.place.recordings': undefined
  'privacy.remains.auditEntry': undefined
  'privacy.remains.backups': undefined
  'privacy.remains.callFrame': undefined
  'privacy.remains.carrierLog': undefined
  'privacy.remains.carrierRecords': undefined
  'privacy.remains.logFiles': undefined
  'privacy.remains.namesInNotes': undefined
  'privacy.remains.newerCalls': undefined
  'privacy.remains.office': undefined
  'privacy.remains.title': undefined
  'privacy.saveReport': undefined
  'privacy.stored.accounts': undefined
  'privacy.stored.answers': undefined
  'privacy.stored.audit': undefined
  'privacy.stored.backups': undefined
  'privacy.stored.browser': undefined
  'privacy.stored.callRecordings': undefined
  'privacy.stored.calls': undefined
  'privacy.stored.carrierLog': undefined
  'privacy.stored.contacts': undefined
  'privacy.stored.dialIntents': undefined
  'privacy.stored.feed': undefined
  'privacy.stored.logFiles': undefined
  'privacy.stored.messages': undefined
  'privacy.stored.office': undefined
  'privacy.stored.recordings': undefined
  'privacy.stored.screens': undefined
  'privacy.stored.sessions': undefined
  'privacy.stored.signInAttempts': undefined
  'privacy.stored.slotHistory': undefined
  'privacy.storedIntro': undefined
  'privacy.storedTitle': undefined
  'privacy.table': undefined
  'privacy.theNumber': { number: Value }
  'privacy.unreadable': { number: Value }
  'privacy.until.carrier': undefined
  'privacy.until.entries': { most: number }
  'privacy.until.operator': undefined
  'privacy.until.removed': undefined
  'privacy.what': undefined
  'privacy.where.browser': undefined
  'privacy.where.disk': undefined
  'privacy.where.redis': undefined
  'privacy.where.twilio': undefined
  'privacy.whereTitle': undefined
  'quality.connectionLost': undefined
  'quality.fair': undefined
  'quality.good': undefined
  'quality.line': undefined
  'quality.lost': { percent: number }
  'quality.lostSound': undefined
  'quality.microphoneSilent': undefined
  'quality.noSoundArrived': undefined
  'quality.noSoundLeft': undefined
  'quality.poor': undefined
  'quality.slowNetwork': undefined
  'quality.thereAndBack': { ms: Value }
  'quality.unevenNetwork': undefined
  'quietHours.allDay': undefined
  'quietHours.from': undefined
  'quietHours.nextDay': undefined
  'quietHours.on': undefined
  'quietHours.title': undefined
  'quietHours.to': undefined
  'quietHours.when': undefined
  'quietHours.where': undefined
  'reach.beingProven': undefined
  'reach.elsewhere': { why: Value }
  'reach.heldBack': undefined
  'reach.noConnection': undefined
  'reach.notAllowedYet': undefined
  'reach.notHeard': undefined
  'reach.otherTab': undefined
  'reach.ringsHere': undefined
  'reach.until': { time: Value }
  'ready.allow': undefined
  'ready.allowed': undefined
  'ready.askAgain': undefined
  'ready.blocks': { browser: Value }
  'ready.callsRingNot': undefined
  'ready.checks': undefined
  'ready.chooseDevices': undefined
  'ready.echoTest': undefined
  'ready.go': undefined
  'ready.inUse': undefined
  'ready.lead': undefined
  'ready.line': undefined
  'ready.machineOutput': undefined
  'ready.mayMakeSound': undefined
  'ready.mayRing': undefined
  'ready.mendFirst': { broken: number }
  'ready.microphone': undefined
  'ready.needsLine': undefined
  'ready.needsSecure': undefined
  'ready.noMicrophone': undefined
  'ready.noOutput': undefined
  'ready.noSound': { browser: Value }
  'ready.notAllowed': { browser: Value }
  'ready.notAsked': { browser: Value }
  'ready.notHeard': undefined
  'ready.notRegistered': undefined
  'ready.notTried': undefined
  'ready.notice.default': undefined
  'ready.notice.denied': undefined
  'ready.notice.granted': undefined
  'ready.notice.unsupported': undefined
  'ready.notifications': undefined
  'ready.offeredRings': undefined
  'ready.onNow': undefined
  'ready.oneClick': undefined
  'ready.output': undefined
  'ready.plainHttp': undefined
  'ready.quietNow': { until: Value }
  'ready.registered': undefined
  'ready.registering': undefined
  'ready.ringOnce': undefined
  'ready.ringUntilThen': undefined
  'ready.ringer': undefined
  'ready.secure': undefined
  'ready.since': { time: Value }
  'ready.soundOn': undefined
  'ready.speak': undefined
  'ready.state.failed': undefined
  'ready.state.mend': undefined
  'ready.state.optional': undefined
  'ready.state.waits': undefined
  'ready.state.works': undefined
  'ready.testIsOn': undefined
  'ready.testLine': undefined
  'ready.theBrowser': undefined
  'ready.thisMachine': undefined
  'ready.tryLine': undefined
  'ready.worksNot': { error: Value }
  'ready.wouldRing': undefined
  'ready.youAre': undefined
  'ready.yourMicrophone': undefined
  'recording.ask.off': undefined
  'recording.ask.on': undefined
  'recording.ask.paused': undefined
  'recording.begins': undefined
  'recording.full.off': undefined
  'recording.full.on': undefined
  'recording.full.paused': undefined
  'recording.notice': undefined
  'recording.on': undefined
  'recording.paused': undefined
  'recording.pausing': undefined
  'recording.record': undefined
  'recording.resuming': undefined
  'recording.stopping': undefined
  'recordings.delete': undefined
  'recordings.deleteIt': undefined
  'recordings.deleteOf': { name: Value }
  'recordings.deleteWords': { name: Value }
  'recordings.deleted': undefined
  'recordings.direction': undefined
  'recordings.download': undefined
  'recordings.failed': undefined
  'recordings.inbound': undefined
  'recordings.listen': undefined
  'recordings.never': undefined
  'recordings.noMatch': undefined
  'recordings.none': undefined
  'recordings.noneOfYours': undefined
  'recordings.notDeleted': undefined
  'recordings.notForYou': undefined
  'recordings.notPlayed': undefined
  'recordings.notRead': undefined
  'recordings.notYet': undefined
  'recordings.of': { name: Value }
  'recordings.position': undefined
  'recordings.recordingOf': { name: Value }
  'recordings.search': undefined
  'recordings.silence': { silence: Value }
  'recordings.skipSilence': undefined
  'recordings.speed': undefined
  'recordings.whoSpoke': { caller: Value; name: Value; office: Value; silence: Value }
  'refusal.alwaysRecorded': undefined
  'refusal.answeredBy': { name: Value }
  'refusal.busy': undefined
  'refusal.cancel': undefined
  'refusal.carrier.blocked': { code: Value }
  'refusal.carrier.callerId': { code: Value }
  'refusal.carrier.country': { code: Value; country: Value; page: Value }
  'refusal.carrier.credentials': { code: Value }
  'refusal.carrier.noNumber': { code: Value }
  'refusal.carrier.other': { code: Value; page: Value }
  'refusal.carrier.suspended': { code: Value }
  'refusal.carrier.trial': { code: Value; page: Value }
  'refusal.carrier.unreachable': { code: Value }
  'refusal.changed': undefined
  'refusal.checkCall': undefined
  'refusal.claim': undefined
  'refusal.colleagueFaster': undefined
  'refusal.confirmCaller': undefined
  'refusal.contactsFull': undefined
  'refusal.costly': undefined
  'refusal.country': { country: Value }
  'refusal.decline': undefined
  'refusal.ended': undefined
  'refusal.forbidden': undefined
  'refusal.hangup': undefined
  'refusal.hold': undefined
  'refusal.internal': undefined
  'refusal.leave': undefined
  'refusal.legs': undefined
  'refusal.legsOfAgent': undefined
  'refusal.lookAtCall': undefined
  'refusal.lotFull': undefined
  'refusal.mayRing': undefined
  'refusal.merge': undefined
  'refusal.minutes': undefined
  'refusal.minutesOfAgent': undefined
  'refusal.mistyped': { country: Value }
  'refusal.noCallerId': undefined
  'refusal.noNumber': undefined
  'refusal.noSuchThing': undefined
  'refusal.notDialled': undefined
  'refusal.notRecorded': undefined
  'refusal.notYours': undefined
  'refusal.noteSince': undefined
  'refusal.onAnother': undefined
  'refusal.park': undefined
  'refusal.pickedUpBy': { name: Value }
  'refusal.record': undefined
  'refusal.resume': undefined
  'refusal.shortNumber': undefined
  'refusal.signedOut': undefined
  'refusal.slotTaken': { slot: Value }
  'refusal.spendingLimit': undefined
  'refusal.store': undefined
  'refusal.supervise': undefined
  'refusal.supervised': undefined
  'refusal.swap': undefined
  'refusal.takeOver': undefined
  'refusal.targetUnavailable': undefined
  'refusal.thatSlotTaken': undefined
  'refusal.tooMany': undefined
  'refusal.transfer': undefined
  'refusal.unknownCountry': undefined
  'refusal.unpark': undefined
  'refusal.unsupervise': undefined
  'refusal.wrapUp': undefined
  'refusal.yourColleagueFaster': undefined
  'rings.alarm': { count: number; nobody: string }
  'rings.and': { first: Value; last: Value }
  'rings.at': { at: Value; not: string }
  'rings.away': undefined
  'rings.closed': undefined
  'rings.leavesMessage': undefined
  'rings.more': { count: number }
  'rings.none': undefined
  'rings.noneHere': undefined
  'rings.notAt': { not: Value }
  'rings.nowhere': undefined
  'rings.offeredTo': { name: Value }
  'rings.onCall': undefined
  'rings.take': { available: string; count: number }
  'role.admin': undefined
  'role.agent': undefined
  'role.ops': undefined
  'role.supervisor': undefined
  'screens.add': undefined
  'screens.intro': undefined
  'screens.lastUsed': { at: Value }
  'screens.make': undefined
  'screens.name': undefined
  'screens.names.first': undefined
  'screens.names.none': undefined
  'screens.namesOfAgents': undefined
  'screens.neverUsed': undefined
  'screens.none': undefined
  'screens.once': undefined
  'screens.openHere': undefined
  'screens.refused': undefined
  'screens.refusedWords': undefined
  'screens.revoke': undefined
  'screens.revokeTitle': undefined
  'screens.revokeWords': undefined
  'screens.title': undefined
  'secondFactor.back': undefined
  'secondFactor.checking': undefined
  'secondFactor.code': undefined
  'secondFactor.continue': undefined
  'secondFactor.copy': undefined
  'secondFactor.keepCodes': undefined
  'secondFactor.keptThem': undefined
  'secondFactor.newPassword': undefined
  'secondFactor.passkeyOf': { day: Value }
  'secondFactor.passwordByOther': undefined
  'secondFactor.passwordRule': undefined
  'secondFactor.presentPassword': undefined
  'secondFactor.prove': undefined
  'secondFactor.readPicture': undefined
  'secondFactor.recoveryCode': undefined
  'secondFactor.recoveryCodes': undefined
  'secondFactor.roleNeeds': undefined
  'secondFactor.saving': undefined
  'secondFactor.secret': undefined
  'secondFactor.setPassword': undefined
  'secondFactor.setUpApp': undefined
  'secondFactor.setUpPasskey': undefined
  'secondFactor.usePasskey': undefined
  'secondFactor.useRecoveryCode': undefined
  'secondFactor.withoutCamera': undefined
  'session.again': undefined
  'session.callGoesOn': { caller: Value }
  'session.callHasEnded': undefined
  'session.hangUpAndOut': undefined
  'session.ifYouLeave': undefined
  'session.inTheLot': undefined
  'session.leaveCall': undefined
  'session.leaveDesk': undefined
  'session.notForEvery': undefined
  'session.onCallWith': { names: Value }
  'session.over': undefined
  'session.overCompany': undefined
  'session.parkAll': undefined
  'session.parkOne': undefined
  'session.signOut': undefined
  'session.signOutDuringCall': undefined
  'session.stay': undefined
  'session.yourCall': undefined
  'settings.accepts': { least: Value; most: Value; standard: Value }
  'settings.access': undefined
  'settings.after': { label: Value }
  'settings.answerLong': undefined
  'settings.answerLongWords': undefined
  'settings.answerTooLong': undefined
  'settings.answerTooLongWords': undefined
  'settings.calls': undefined
  'settings.callsOfAgent': undefined
  'settings.callsOfAgentWords': undefined
  'settings.callsWords': undefined
  'settings.changedBy': { before: Value; day: Value; name: Value; time: Value }
  'settings.changedMeanwhile': { name: Value }
  'settings.contested': { name: Value; value: Value }
  'settings.countries': undefined
  'settings.countriesWords': undefined
  'settings.days': undefined
  'settings.decide': undefined
  'settings.desk': undefined
  'settings.dial': undefined
  'settings.dialWords': undefined
  'settings.factorRoles': undefined
  'settings.factorRolesWords': undefined
  'settings.historyDays': undefined
  'settings.historyDaysWords': undefined
  'settings.intro': undefined
  'settings.join': undefined
  'settings.joinWords': undefined
  'settings.keep': { value: Value }
  'settings.listeningShown': undefined
  'settings.listeningShownWords': undefined
  'settings.locked': { variable: Value }
  'settings.longest': undefined
  'settings.longestTransfer': undefined
  'settings.longestTransferWords': undefined
  'settings.longestWords': undefined
  'settings.lotLong': undefined
  'settings.lotLongWords': undefined
  'settings.lotTooLong': undefined
  'settings.lotTooLongWords': undefined
  'settings.minutes': undefined
  'settings.minutesOfAgent': undefined
  'settings.minutesOfAgentWords': undefined
  'settings.minutesUnit': undefined
  'settings.minutesWords': undefined
  'settings.nobody': undefined
  'settings.notConfirmed': undefined
  'settings.notHere': undefined
  'settings.onlyAdmins': undefined
  'settings.outside': undefined
  'settings.ownCountry': undefined
  'settings.park': undefined
  'settings.parkWords': undefined
  'settings.recordingDays': undefined
  'settings.recordingDaysWords': undefined
  'settings.return': undefined
  'settings.returnWords': undefined
  'settings.ring': undefined
  'settings.ringWords': undefined
  'settings.saved': undefined
  'settings.seconds': undefined
  'settings.slots': undefined
  'settings.slotsWords': undefined
  'settings.standard': { standard: Value }
  'settings.supervision': undefined
  'settings.take': { value: Value }
  'settings.timeouts': undefined
  'settings.transfer': undefined
  'settings.transferWords': undefined
  'settings.undo': undefined
  'settings.undoOf': { label: Value }
  'settings.undone': { label: Value }
  'settings.whole': { least: Value; most: Value }
  'settings.words': undefined
  'softphone.connectionLost': undefined
  'softphone.failed': undefined
  'softphone.leaving': undefined
  'softphone.microphoneBlocked': undefined
  'softphone.noLine': undefined
  'softphone.noMicrophone': undefined
  'softphone.noSound': undefined
  'softphone.noToken': undefined
  'softphone.notSignedIn': undefined
  'start.company.another_person': undefined
  'start.company.blocked': undefined
  'start.company.cancelled': undefined
  'start.company.close': undefined
  'start.company.default': undefined
  'start.company.disabled': undefined
  'start.company.done': undefined
  'start.company.expired': undefined
  'start.company.failed': undefined
  'start.company.misconfigured': undefined
  'start.company.name_taken': undefined
  'start.company.no_role': undefined
  'start.company.no_username': undefined
  'start.company.not_proven': undefined
  'start.company.or': undefined
  'start.company.orAdmins': undefined
  'start.company.passwordsForAdmins': undefined
  'start.company.signIn': { name: Value }
  'start.company.store_away': undefined
  'start.company.too_many': undefined
  'start.company.unreachable': undefined
  'start.desk.title': undefined
  'start.desk.words': undefined
  'start.error.credentials': undefined
  'start.error.incomplete': undefined
  'start.error.network': undefined
  'start.error.newPassword': { problem: Value }
  'start.error.origin': undefined
  'start.error.passkey': undefined
  'start.error.secondFactor': undefined
  'start.error.tooManyLater': undefined
  'start.error.tooManyMinutes': { minutes: number }
  'start.error.tooManySeconds': { seconds: number }
  'start.error.unavailable': undefined
  'start.field.agentId': undefined
  'start.field.another': undefined
  'start.field.contactsFile': undefined
  'start.field.date': undefined
  'start.field.different': undefined
  'start.field.empty': undefined
  'start.field.gone': undefined
  'start.field.noSuchDate': undefined
  'start.field.number': undefined
  'start.field.officeWord': undefined
  'start.field.oneParagraph': undefined
  'start.field.overlaps': undefined
  'start.field.ownNumber': undefined
  'start.field.plainText': undefined
  'start.field.soundFile': undefined
  'start.field.time': undefined
  'start.field.timeZone': undefined
  'start.field.tooLong': { longest: Value }
  'start.field.tooMany': { most: Value }
  'start.field.tooShort': { least: Value }
  'start.field.twice': undefined
  'start.field.username': undefined
  'start.loadAgain': undefined
  'start.loading': undefined
  'start.notDrawn.title': undefined
  'start.notDrawn.words': undefined
  'start.partFailed': undefined
  'start.password': undefined
  'start.passwordOf': { name: Value }
  'start.purpose': undefined
  'start.reading': undefined
  'start.reload': undefined
  'start.server.title': undefined
  'start.server.words': undefined
  'start.showTyped': undefined
  'start.signIn': undefined
  'start.signingIn': undefined
  'start.title': undefined
  'start.tryAgain': undefined
  'start.username': undefined
  'supervision.card': { caller: Value }
  'supervision.hear.join': { caller: Value; name: Value }
  'supervision.hear.listen': { caller: Value; name: Value }
  'supervision.hear.whisper': { caller: Value; name: Value }
  'supervision.join': undefined
  'supervision.joinCall': { caller: Value }
  'supervision.listen': undefined
  'supervision.listenTo': { caller: Value }
  'supervision.nobodyTalks': { caller: Value }
  'supervision.stop': undefined
  'supervision.tag.join': undefined
  'supervision.tag.listen': undefined
  'supervision.tag.unseen': undefined
  'supervision.tag.whisper': undefined
  'supervision.takeOver': undefined
  'supervision.there.join': { name: Value }
  'supervision.there.listen': { name: Value }
  'supervision.there.whisper': { name: Value }
  'supervision.whisper': undefined
  'supervision.whisperIn': { caller: Value }
  'supervision.who': { caller: Value; name: Value }
  'supervision.with': { name: Value }
  'timeline.ANSWERED': undefined
  'timeline.CALLER_ENDED': undefined
  'timeline.FOUND_GONE': undefined
  'timeline.FOUND_LIVE': undefined
  'timeline.GREETED': undefined
  'timeline.INBOUND': undefined
  'timeline.LEG_CONNECTED': undefined
  'timeline.LEG_DIALLED': undefined
  'timeline.MESSAGE_EXPIRED': undefined
  'timeline.NOTICE_HEARD': undefined
  'timeline.OFFER': undefined
  'timeline.RECORDED': undefined
  'timeline.RECORDINGS_EXPIRED': undefined
  'timeline.RECORDINGS_SETTLED': undefined
  'timeline.RECORDING_COMPLETED': undefined
  'timeline.RECORDING_NOT_BEGUN': undefined
  'timeline.RECORDING_REQUESTED': undefined
  'timeline.RECORDING_STARTED': undefined
  'timeline.RINGING': undefined
  'timeline.by.AGENT_BACK': { who: Value; you: string }
  'timeline.by.AGENT_GONE': { who: Value }
  'timeline.by.AGENT_SIGNED_OUT': { who: Value }
  'timeline.by.CALLED': { who: Value }
  'timeline.by.CANCEL': { who: Value }
  'timeline.by.CLAIM': { who: Value }
  'timeline.by.COMPLETE': { who: Value }
  'timeline.by.CONFIRM_CALLER': { who: Value }
  'timeline.by.DECLINE': { who: Value }
  'timeline.by.DIALLED': { who: Value }
  'timeline.by.ERASE': { who: Value }
  'timeline.by.HANGUP': { who: Value }
  'timeline.by.HEARD': { who: Value }
  'timeline.by.HOLD': { who: Value }
  'timeline.by.LEAVE': { who: Value }
  'timeline.by.LEG_CONNECTED': { who: Value; you: string }
  'timeline.by.LEG_RELEASED': { who: Value }
  'timeline.by.MERGE': { who: Value }
  'timeline.by.REMOVE_MESSAGE': { who: Value }
  'timeline.by.REMOVE_RECORDING': { who: Value }
  'timeline.by.RESUME': { who: Value }
  'timeline.by.TAKE_OVER': { who: Value }
  'timeline.by.TRANSFER': { who: Value }
  'timeline.by.UNPARK': { who: Value }
  'timeline.by.UNSUPERVISE': { who: Value }
  'timeline.by.WRAP_UP': { who: Value }
  'timeline.carrierCheck': undefined
  'timeline.couldNotTake': undefined
  'timeline.couldNotTakeIt': undefined
  'timeline.dialTimeout': undefined
  'timeline.disconnected': { who: Value; you: string }
  'timeline.failed': undefined
  'timeline.inAll': undefined
  'timeline.joinTimeout': undefined
  'timeline.legEnded': undefined
  'timeline.lineMeasured': { name: Value; you: string }
  'timeline.notPickedUp': undefined
  'timeline.of': { caller: Value }
  'timeline.parkTimeout': undefined
  'timeline.parked': { one: string; slot: string; who: string }
  'timeline.parts': undefined
  'timeline.phase.hold': undefined
  'timeline.phase.moving': undefined
  'timeline.phase.parked': undefined
  'timeline.phase.talking': undefined
  'timeline.phase.voicemail': undefined
  'timeline.phase.waiting': undefined
  'timeline.record.off': { who: Value }
  'timeline.record.on': { who: Value }
  'timeline.record.paused': { who: Value }
  'timeline.recordingSet.off': undefined
  'timeline.recordingSet.on': undefined
  'timeline.recordingSet.paused': undefined
  'timeline.refused': { reason: Value }
  'timeline.returnTimeout': undefined
  'timeline.ringTimeout': undefined
  'timeline.slotTimeOver': undefined
  'timeline.supervise.join': { who: Value }
  'timeline.supervise.listen': { who: Value }
  'timeline.supervise.whisper': { who: Value }
  'timeline.title': undefined
  'timeline.toVoicemail': undefined
  'timeline.totals': { talked: Value; waited: Value }
  'timeline.transferTimeout': undefined
  'timeline.transferTo': { target: Value; who: Value }
  'timeline.wasCalled': { name: Value }
  'timeline.wentBack': { who: string }
  'tour.colleagues.title': undefined
  'tour.colleagues.words': undefined
  'tour.keys.title': undefined
  'tour.keys.words': undefined
  'tour.lot.title': undefined
  'tour.lot.words': undefined
  'tour.myCall.title': undefined
  'tour.myCall.words': undefined
  'tour.presence.title': undefined
  'tour.presence.words': undefined
  'tour.reach.title': undefined
  'tour.reach.words': undefined
  'tour.ringing.title': undefined
  'tour.ringing.words': undefined
  'tour.waiting.title': undefined
  'tour.waiting.words': undefined
  'voicemail.allHeard': undefined
  'voicemail.callBack': undefined
  'voicemail.callBackTo': { label: Value }
  'voicemail.cannotPlay': undefined
  'voicemail.failed': undefined
  'voicemail.heardBy': { name: Value }
  'voicemail.keep': undefined
  'voicemail.messageOf': { caller: Value }
  'voicemail.messages': undefined
  'voicemail.new': undefined
  'voicemail.none': undefined
  'voicemail.notRemoved': undefined
  'voicemail.older': undefined
  'voicemail.pause': undefined
  'voicemail.play': undefined
  'voicemail.position': { name: Value }
  'voicemail.positionOf': { at: Value; length: Value }
  'voicemail.removeIt': undefined
  'voicemail.removeOf': { label: Value }
  'voicemail.removeTitle': undefined
  'voicemail.removeWords': { caller: Value }
  'voicemail.toHear': { unheard: number }
  'wall.andMore': { more: number }
  'wall.answeredOf': { answered: number; calls: number }
  'wall.inTheLot': undefined
  'wall.live': undefined
  'wall.longest': undefined
  'wall.noNews': { time: Value }
  'wall.ofHere': { here: number }
  'wall.people': undefined
  'wall.ringing': undefined
  'wall.ringsAt': { name: Value }
  'wall.ringsNow': undefined
  'wall.signs': undefined
  'wall.toCallBack': undefined
  'wall.within': { time: Value }
}

export interface RichTexts {
  'calls.answersOldest': { key: Tag }
  'calls.eachHasNumber': { key: Tag }
  'calls.keyDials': { key: Tag }
  'colleagues.onHold': { bdi: Tag; what: Value }
  'contacts.import.line': { bdi: Tag; line: Value; message: Value }
  'contacts.maySomebodyElseThan': { bdi: Tag; name: Value }
  'contacts.somebodyChanged': { b: Tag }
  'contacts.tellNothing': { bdi: Tag; number: Value }
  'desk.quiet': { b: Tag; until: Value }
  'desk.ringsNot': { b: Tag; why: Value }
  'devices.readySays': { a: Tag }
  'lot.allIn': { time: Tag }
  'lot.in': { time: Tag }
  'lot.longest': { time: Tag }
  'lot.thenIn': { time: Tag }
  'ready.colleaguesRead': { b: Tag; what: Value }
  'ready.notYet': { b: Tag; what: Value }
  'ready.offeredNone': { b: Tag; what: Value }
  'wall.left': { time: Tag }
}
