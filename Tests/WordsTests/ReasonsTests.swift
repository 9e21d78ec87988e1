import AgeFile
import AtRest
import DurableFiles
import Handoff
import Journal
import Outside
import Passphrases
import Statements
import StrictTar
import SystemPackage
import Testing
import TransparencyLog

@testable import Words

@Suite("The sentence of a reason")
struct ReasonsTests {
    /// The part of a sentence that a person reads as one: it does not begin as a new one, and has no end.
    private func expectForm(_ text: String, _ comment: Comment) {
        #expect(!text.isEmpty, comment)
        #expect(text.first?.isUppercase == false, comment)
        #expect(text.last != "." && text.last?.isWhitespace == false, comment)
        #expect(!text.contains("{") && !text.contains("}"), comment)
    }

    @Test("is there for every case of every room, begins small, and ends without a full stop")
    func everyCase() {
        for room in ReasonSamples.rooms {
            for reason in room.reasons {
                expectForm(reason.sentence.text(), "\(room.name): \(reason)")
                if let hint = reason.hint { expectForm(hint.text(), "\(room.name): \(reason)") }
            }
        }
    }

    @Test("is no other case's of its room")
    func different() {
        for room in ReasonSamples.rooms {
            var seen: [String: any Reason] = [:]
            for reason in room.reasons {
                let text = reason.sentence.text()
                #expect(seen[text] == nil, "\(room.name): \(text)")
                seen[text] = reason
            }
        }
    }

    @Test("is the same whether one holds the error or any reason")
    func dispatch() {
        let error = AgeError.mixedRecipients
        let reason: any Reason = error
        #expect(reason.sentence == error.sentence && reason.hint == error.hint)
        #expect(VaultError(error).sentence == error.sentence)
        let damage = JournalDamage(place: "journal/head", offset: 0, flaw: .headMissing)
        let damaged = JournalError.damaged(damage)
        #expect(VaultError(damage).sentence == VaultError(damaged).sentence)
        #expect(VaultError(damage).hint == VaultError(damaged).hint)
        #expect(VaultError(damage).kind == .damaged)
    }

    @Test("says what stops and what does not open in one way, whichever room it comes from")
    func oneThing() {
        let stopped: [any Reason] = [
            FileError(.read, "people", .interrupted), AtRestError.stopped, AgeError.stopped,
        ]
        for reason in stopped {
            #expect(VaultError(reason).kind == .interrupted, "\(reason)")
            #expect(reason.sentence == VaultError.interrupted.sentence, "\(reason)")
        }
        let wrong: [any Reason] = [AtRestError.wrongPassphrase, AgeError.wrongPassphrase]
        for reason in wrong {
            #expect(VaultError(reason).kind == .wrongPassphrase, "\(reason)")
            #expect(reason.sentence.text() == "wrong passphrase", "\(reason)")
        }
    }

    @Test("names only what nobody foresaw a fault of this program")
    func faults() {
        struct Unknown: Error {}
        for room in ReasonSamples.rooms {
            for reason in room.reasons {
                #expect(VaultError(wrapping: reason).kind != .fault, "\(reason)")
            }
        }
        #expect(VaultError(wrapping: Unknown()).kind == .fault)
    }
}

@Suite("The sentence of a file's error")
struct FileReasonsTests {
    private func text(_ error: FileError) -> String { error.sentence.text() }

    @Test("says what was tried, on which path, and what the system said, as the system says it")
    func system() {
        for number in 1...133 {
            let code = Errno(rawValue: Int32(number))
            guard code != .interrupted, code != .readOnlyFileSystem else { continue }
            #expect(text(FileError(.read, "a/b", code)).hasSuffix("cannot read a/b: \(code)"))
        }
        #expect(text(FileError(.inspect, "a", .ioError)) == "cannot look at a: Input/output error")
        #expect(
            text(FileError(.sync, "a", .readOnlyFileSystem))
                == "the disk cannot be written: cannot sync a: Read-only file system")
    }

    @Test("says of a full disk that nothing was lost, unless it went to standard output")
    func full() {
        let error = FileError(.write, "/vault/people", .noSpace)
        #expect(
            text(error)
                == "the disk is full: cannot write /vault/people: No space left on device")
        #expect(error.hint?.text() == "nothing was lost; make room, then try again")
        #expect(FileError(.write, WritableStream.standardOutputName, .noSpace).hint == nil)
        #expect(VaultError(error).kind == .disk)
    }

    @Test("tells a file that the stick cannot hold from one that is longer than what is read")
    func large() {
        let written = FileError(.write, "a", .fileTooLarge)
        #expect(written.hint?.text() == "use a stick that is formatted as exFAT or ext4")
        #expect(VaultError(written).kind == .disk)
        let read = FileError(.read, "a", .fileTooLarge)
        #expect(text(read) == "cannot read a: File too large" && read.hint == nil)
        #expect(VaultError(read).kind == .refused)
    }

    @Test("shows any path in one line, with marks for what is not to be seen")
    func paths() {
        func shown(_ path: FilePath) -> String { Sentence("\(path: path)").text() }
        #expect(shown(FilePath(bytes: [0x61, 0xFF, 0x62])) == "a\u{FFFD}b")
        #expect(shown("b\nc") == "b\u{FFFD}c")
        #expect(shown("a\u{1B}[31m\u{202E}b\u{2028}") == "a\u{FFFD}[31m\u{FFFD}b\u{FFFD}")
        #expect(shown("نام\u{200C}خانوادگی") == "نام\u{200C}خانوادگی")
    }
}

@Suite("The sentence of a passphrase")
struct PassphraseReasonsTests {
    @Test("says of each weakness what it is and what would do, and no number of bits")
    func weaknesses() {
        var seen: Set<String> = []
        for weakness in VaultPassphrase.Weakness.allCases {
            let text = weakness.sentence.text()
            #expect(text.hasPrefix("it"), "\(weakness)")
            #expect(!text.contains("2^") && !weakness.hint.text().isEmpty, "\(weakness)")
            #expect(seen.insert(text).inserted, "\(weakness)")
        }
    }

    @Test("says how to make a file UTF-8")
    func encodings() {
        for problem in [PassphraseProblem.notUTF8, .utf16, .utf32] {
            #expect(problem.hint?.text().contains("UTF-8") == true, "\(problem)")
        }
        #expect(PassphraseProblem.tooLong.sentence.text() == "it is longer than 1024 bytes")
    }
}

@Suite("The sentence of what is damaged")
struct DamageReasonsTests {
    @Test("holds the reason of a reason as a sentence of its own")
    func nested() {
        let error = BundleError.statement(.note(.malformedValue(of: "time")), in: .manifest)
        #expect(
            error.sentence.text() == "its manifest is refused: the value of `time` is malformed")
        #expect(error.sentence.key == "its manifest is refused: {1}")
    }

    @Test("names place and byte of a journal")
    func journal() {
        let damage = JournalDamage(place: "journal/00000001.seg", offset: 38, flaw: .frameCut)
        #expect(
            damage.sentence.text()
                == "journal/00000001.seg is damaged at byte 38: a frame is cut off")
    }

    @Test("names the byte from which the contents of an age file are damaged")
    func payload() {
        let error = AgeError.payload(.damagedChunk(2))
        #expect(
            error.sentence.text()
                == "the contents are damaged: the 64 KiB from byte 131072 on are altered or cut off"
        )
    }

    @Test("shows the name of an entry between quotation marks that it cannot close")
    func entry() {
        let error = BundleError.unexpectedEntry("a\" b")
        #expect(error.sentence.text() == "its entry \"a' b\" does not belong where it stands")
    }

    @Test("tells both versions of a vault apart")
    func versions() {
        for (isEarlier, word) in [(true, "an earlier build"), (false, "a later build")] {
            let error = AtRestError.otherVersion(place: "keyslots", isEarlier: isEarlier)
            #expect(error.sentence.text().contains(word))
        }
    }

    @Test("counts with the form that goes with the number")
    func plural() {
        #expect(
            TarError.tooManyEntries(limit: 1).sentence.text()
                == "the archive has more than 1 entry")
        #expect(
            TarError.tooManyEntries(limit: 2).sentence.text()
                == "the archive has more than 2 entries")
    }
}
