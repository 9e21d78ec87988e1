import DurableFiles
import Foundation
import SafeSodium
import Statements
import SystemPackage
import TestSupport
import Testing

@testable import Sealing
@testable import TestimonyVault
@testable import VaultStore

@Suite("Accounts that are typed")
struct RecordingTests {
    private func text(_ recording: borrowing Recording) -> String {
        recording.withSavedText { String(decoding: [UInt8]($0), as: UTF8.self) }
    }

    private func begin(
        _ house: TestHouse, _ words: String, attaching: [FilePath] = []
    ) throws -> ObjectID {
        let recording = try house.open("r").beginRecording(attaching: attaching)
        try recording.save(Array(words.utf8).span)
        return recording.id
    }

    private func seal(
        _ recording: inout Recording, _ words: String
    ) throws -> SealedTestimony {
        let bytes = Array(words.utf8)
        return try recording.seal(bytes.span)
    }

    private func keep(
        _ recording: borrowing Recording, _ words: String, change: UInt64, isLineEnd: Bool
    ) -> Recording.Keeping {
        let bytes = Array(words.utf8)
        return recording.keep(bytes.span, change: change, isLineEnd: isLineEnd)
    }

    private func sealedCount(_ house: TestHouse) throws -> Int {
        var vault = try house.open("r")
        return try vault.status().sealedCount
    }

    private func account(_ id: ObjectID, _ house: TestHouse) throws -> String? {
        try house.sync("r")
        try house.sync("c")
        var vault = try house.open("c")
        return try vault.testimony(id.hex).account
    }

    @Test(
        "what was typed is there after the program has ended, and is sealed under the id that it had"
    )
    func resuming() throws {
        let house = try TestHouse.pair()
        let id = try begin(house, "Шаби чоршанбе")
        let drafts = try house.open("r").drafts()
        #expect(drafts.map(\.id) == [id])
        #expect(drafts.first?.letterCount == 13)
        var recording = try house.open("r").resumeRecording(id)
        #expect(text(recording) == "Шаби чоршанбе")
        let sealed = try seal(&recording, "Шаби чоршанбе моро бурданд")
        #expect(sealed.id == id)
        #expect(try house.open("r").drafts().isEmpty)
        #expect(try house.names(in: house.path("r/drafts")).isEmpty)
        #expect(try account(id, house) == "Шаби чоршанбе моро бурданд")
    }

    @Test("a vault is free while somebody types, and the draft is not")
    func vaultIsFree() throws {
        let house = try TestHouse.pair()
        var recording = try house.open("r").beginRecording()
        try recording.save(Array("text".utf8).span)
        let other = try house.seal("r", "another testimony")
        #expect(other.count == 1)
        #expect(try house.open("r").drafts().first?.isHeld == true)
        let error = #expect(throws: VaultError.self) {
            _ = try house.open("r").resumeRecording(recording.id)
        }
        #expect(error?.kind == .inUse)
        _ = try seal(&recording, "text")
        #expect(try sealedCount(house) == 2)
    }

    @Test("the background saves what was typed, and says so")
    func background() throws {
        let house = try TestHouse.pair()
        let id: ObjectID
        do {
            let recording = try house.open("r").beginRecording()
            id = recording.id
            #expect(keep(recording, "", change: 0, isLineEnd: false) == .saved)
            var keeping = keep(recording, "a line\n", change: 1, isLineEnd: true)
            let deadline = ContinuousClock.now + .seconds(20)
            while keeping != .saved, ContinuousClock.now < deadline {
                usleep(10_000)
                keeping = keep(recording, "a line\n", change: 1, isLineEnd: false)
            }
            #expect(keeping == .saved)
        }
        #expect(text(try house.open("r").resumeRecording(id)) == "a line\n")
    }

    @Test("a draft that was sealed is not offered again, though a crash left it there")
    func sealedBefore() throws {
        let house = try TestHouse.pair()
        let id = try begin(house, "told once")
        let kept = house.root.appending("kept")
        try FileManager.default.copyItem(
            atPath: house.path("r/drafts").string, toPath: kept.string)
        var recording = try house.open("r").resumeRecording(id)
        _ = try seal(&recording, "told once")
        try FileManager.default.removeItem(atPath: house.path("r/drafts").string)
        try FileManager.default.moveItem(
            atPath: kept.string, toPath: house.path("r/drafts").string)
        #expect(try house.open("r").drafts().isEmpty)
        #expect(try house.names(in: house.path("r/drafts")).isEmpty)
        #expect(try sealedCount(house) == 1)
    }

    @Test("an attached file that is gone or another one is named, and nothing is sealed without it")
    func attachments() throws {
        let house = try TestHouse.pair()
        let file = house.root.appending("voice.wav")
        try house.write(Array("first".utf8), to: file)
        let id = try begin(house, "with a voice", attaching: [file])
        for change in ["gone", "other"] {
            try Files().remove(file)
            if change == "other" { try house.write(Array("other".utf8), to: file) }
            var recording = try house.open("r").resumeRecording(id)
            #expect(recording.changedAttachments.map(\.file.path) == [file])
            let error = #expect(throws: VaultError.self) {
                _ = try seal(&recording, "with a voice")
            }
            #expect(error?.message.contains("voice.wav") == true)
            #expect(try house.open("r").drafts().count == 1)
        }
        var recording = try house.open("r").resumeRecording(id)
        let changed = try #require(recording.changedAttachments.first?.file)
        try recording.replace(changed, with: file)
        #expect(try seal(&recording, "with a voice").attachmentCount == 1)
    }

    @Test("an account is sealed once, however often that is asked for")
    func sealedTwice() throws {
        let house = try TestHouse.pair()
        var recording = try house.open("r").beginRecording()
        let first = try seal(&recording, "told once")
        let second = try seal(&recording, "told once")
        #expect(first.id == second.id && first.letterCount == second.letterCount)
        #expect(try sealedCount(house) == 1)
    }

    @Test("a disk that does not answer is no reason to destroy a draft")
    func unanswered() throws {
        let house = try TestHouse.pair()
        let id = try begin(house, "still here")
        let objects = house.path("r/objects")
        let away = house.root.appending("objects")
        try FileManager.default.moveItem(atPath: objects.string, toPath: away.string)
        try Data().write(to: URL(filePath: objects.string))  // whatever is looked for there fails
        _ = try? house.open("r")
        try FileManager.default.removeItem(atPath: objects.string)
        try FileManager.default.moveItem(atPath: away.string, toPath: objects.string)
        // Nor is an empty file of its name.
        try house.write([], to: house.path("r/objects/\(id).age"))
        #expect(try house.open("r").drafts().map(\.id) == [id])
    }

    @Test("what lies in the folder of drafts and is none blocks no other")
    func strangers() throws {
        let house = try TestHouse.pair()
        let id = try begin(house, "whole")
        let drafts = house.path("r/drafts")
        let makers: [(String) -> Int32] = [
            { mkdir($0, 0o700) }, { mkfifo($0, 0o600) }, { symlink("/dev/zero", $0) },
        ]
        for (index, make) in makers.enumerated() {
            for ending in ["key", "draft"] {
                let name = String(repeating: "0\(index)", count: 16)
                #expect(make("\(drafts)/\(name).\(ending)") == 0)
            }
        }
        let found = try house.open("r").drafts()
        #expect(found.count == 4)
        #expect(found.filter { $0.damage == nil }.map(\.id) == [id])
        #expect(text(try house.open("r").resumeRecording(id)) == "whole")
    }

    @Test("a draft that is put back after its entries were forgotten goes on under another id")
    func putBack() throws {
        let house = try TestHouse.pair()
        let id = try begin(house, "told")
        let kept = house.root.appending("kept")
        try FileManager.default.copyItem(atPath: house.path("r/drafts").string, toPath: kept.string)
        do {
            var recording = try house.open("r").resumeRecording(id)
            _ = try seal(&recording, "told")
        }
        _ = try house.syncUntilQuiet(["r", "c"])
        do {
            var vault = try house.open("r")
            _ = try vault.prune()
        }
        try FileManager.default.removeItem(atPath: house.path("r/drafts").string)
        try FileManager.default.moveItem(atPath: kept.string, toPath: house.path("r/drafts").string)
        var again = try house.open("r").resumeRecording(id)
        #expect(again.id != id)
        #expect(text(again) == "told")
        _ = try seal(&again, "told again")
        _ = try house.syncUntilQuiet(["r", "c"])
        var vault = try house.open("r")
        let status = try vault.status()
        #expect(status.acknowledgedCount == status.sealedCount && status.drafts.isEmpty)
    }

    @Test("an attached file that was changed in its middle is another one")
    func middle() throws {
        let house = try TestHouse.pair()
        let file = house.root.appending("film.mov")
        var bytes = [UInt8](repeating: 1, count: 300_000)
        try house.write(bytes, to: file)
        let id = try begin(house, "with a film", attaching: [file])
        #expect(try house.open("r").resumeRecording(id).changedAttachments.isEmpty)
        bytes[150_000] = 2
        usleep(20_000)
        try house.write(bytes, to: file)
        #expect(try house.open("r").resumeRecording(id).changedAttachments.count == 1)
    }

    @Test("a file that is replaced while an account is sealed is not the one that was attached")
    func replacedAtTheLastMoment() throws {
        let house = try TestHouse.pair()
        let file = house.root.appending("voice.wav")
        try house.write([1, 2, 3], to: file)
        var testimony = NewTestimony(.text(Array("told".utf8)), attachments: [file])
        testimony.asAttached = [try DraftAttachment(file)]
        try house.write([1, 2, 3, 4], to: file)
        var vault = try house.open("r")
        let error = #expect(throws: VaultError.self) { try vault.seal([testimony]) { _ in } }
        #expect(error?.subject == .file(file))
        #expect(try house.names(in: house.path("r/objects")).isEmpty)
        #expect(try house.names(in: house.path("r/sealing")).isEmpty)
    }

    @Test("a vault whose folder went away while it rested is said to be no vault")
    func goneWhileResting() throws {
        let house = try TestHouse.pair()
        let resting = try house.open("r").rest()
        try FileManager.default.moveItem(
            atPath: house.path("r").string, toPath: house.path("away").string)
        let error = #expect(throws: VaultError.self) { _ = try resting.reopen() }
        #expect(error?.kind == .noVault)
        #expect(try house.names(in: house.root).sorted() == ["away", "c", "stick"])
    }

    @Test("what could not be saved is said, and saved once the disk takes it")
    func failing() throws {
        let house = try TestHouse.pair()
        let recording = try house.open("r").beginRecording()
        let (folder, away) = (house.path("r/drafts"), house.root.appending("away"))
        try FileManager.default.moveItem(atPath: folder.string, toPath: away.string)
        func wait(_ wanted: (Recording.Keeping) -> Bool) -> Bool {
            let deadline = ContinuousClock.now + .seconds(20)
            while ContinuousClock.now < deadline {
                if wanted(keep(recording, "text", change: 1, isLineEnd: true)) { return true }
                usleep(20_000)
            }
            return false
        }
        #expect(wait { if case .failing = $0 { true } else { false } })
        try FileManager.default.moveItem(atPath: away.string, toPath: folder.string)
        #expect(wait { $0 == .saved })
    }

    @Test("a draft that was thrown away is gone, key first")
    func discarding() throws {
        let house = try TestHouse.pair()
        let id = try begin(house, "never mind")
        try house.open("r").resumeRecording(id).discard()
        #expect(try house.names(in: house.path("r/drafts")).isEmpty)
        let error = #expect(throws: VaultError.self) {
            _ = try house.open("r").resumeRecording(id)
        }
        #expect(error?.kind == .refused)
        let other = try begin(house, "nor this")
        try house.open("r").discardDraft(other)
        #expect(try house.open("r").drafts().isEmpty)
    }

    @Test("without a draft nothing is written before the sealing")
    func noDraft() throws {
        let house = try TestHouse.pair()
        var recording = try house.open("r").beginRecording(keepsDraft: false)
        #expect(keep(recording, "text", change: 1, isLineEnd: true) == .off)
        try recording.save(Array("text".utf8).span)
        #expect(
            try Files().status(of: house.path("r/drafts")) == nil
                || house.names(in: house.path("r/drafts")).isEmpty)
        _ = try seal(&recording, "text")
        #expect(try sealedCount(house) == 1)
    }

    @Test("who cannot be sealed to is said before anybody types")
    func nobody() throws {
        let house = TestHouse()
        try house.make("r", .recorder)
        let error = #expect(throws: VaultError.self) {
            _ = try house.open("r").beginRecording()
        }
        #expect(error?.message.contains("nobody is enrolled") == true)
    }

    @Test("a damaged draft is named, does not stand in the way of others, and can be thrown away")
    func damage() throws {
        let house = try TestHouse.pair()
        let bad = try begin(house, "damaged")
        let good = try begin(house, "whole")
        let path = house.path("r/drafts/\(bad).draft")
        var bytes = try house.bytes(path)
        bytes[100] ^= 1
        try house.write(bytes, to: path)
        let drafts = try house.open("r").drafts()
        #expect(Set(drafts.map(\.id)) == [bad, good])
        #expect(drafts.first { $0.id == bad }?.damage?.message.contains("\(bad).draft") == true)
        #expect(text(try house.open("r").resumeRecording(good)) == "whole")
        try house.open("r").discardDraft(bad)
        #expect(try house.open("r").drafts().map(\.id) == [good])
    }
}
