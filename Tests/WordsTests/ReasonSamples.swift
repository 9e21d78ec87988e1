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
import Testimony
import TransparencyLog

/// A value of every case of every room's error, where a case has its own sentence for each.
enum ReasonSamples {
    static let rooms: [(name: String, reasons: [any Reason])] = [
        ("DurableFiles", files), ("AtRest", atRest), ("Journal", journals), ("AgeFile", age),
        ("StrictTar", tar), ("TransparencyLog: notes", notes), ("TransparencyLog: proofs", proofs),
        ("Statements", statements), ("Testimony", records), ("Handoff", bundles),
        ("Passphrases", PassphraseProblem.allCases),
    ]

    private static let path: FilePath = "people"

    static let files: [any Reason] =
        FileError.Operation.allCases.map { FileError($0, path, .ioError) }
        + [
            FileError(.write, path, .noSpace), FileError(.write, path, .diskQuotaExceeded),
            FileError(.write, path, .readOnlyFileSystem), FileError(.write, path, .fileTooLarge),
            FileError(.read, path, .fileTooLarge), FileError(.read, path, .interrupted),
            FileError(.write, WritableStream.standardOutputName, .brokenPipe),
            FileError(.read, ReadableFile.standardInputName, .ioError),
        ]
        + FileStatus.Kind.allCases.map {
            FileError(.read, path, .invalidArgument, finding: .notFile($0))
        }
        + [.changed, .unmeasured].map {
            FileError(.read, path, .invalidArgument, finding: $0)
        }

    static let atRest: [any Reason] =
        [
            .file(FileError(.read, path, .ioError)), .damaged(place: "people"), .wrongPassphrase,
            .outOfMemory(memoryKiB: 2048), .outOfMemory(memoryKiB: 2048, thereKiB: 1024),
            .otherVersion(place: "keyslots", isEarlier: true),
            .otherVersion(place: "keyslots", isEarlier: false), .noFreeSlot, .opensAlready,
            .slotsAltered, .tooLarge(place: "people"), .stopped,
        ] as [AtRestError]

    private static let journalErrors: [JournalError] = [
        .file(FileError(.read, path, .ioError)), .mustReopen, .onlyRead, .tooLarge,
    ]

    static let journals: [any Reason] =
        journalErrors
        + JournalFlaw.allCases.map {
            JournalError.damaged(JournalDamage(place: "journal/head", offset: 38, flaw: $0))
        }

    private static let headerFlaws: [HeaderFlaw] = [
        .notAnAgeFile, .unsupportedVersion, .truncated, .tooLong, .noStanzas, .malformedStanza,
        .malformedBody, .malformedMAC, .invalidStanza(type: "x25519"), .passphraseNotAlone,
    ]

    private static let armorFlaws: [ArmorFlaw] = [
        .missingBegin, .missingEnd, .malformedLine, .trailingData,
    ]

    private static let payloadFlaws: [PayloadFlaw] = [
        .truncated, .damagedChunk(2), .trailingData, .emptyLastChunk,
    ]

    private static let keyFlaws: [KeyFlaw] = [.malformed, .secretKey, .recipient, .ssh, .plugin]

    private static let ageErrors: [AgeError] = [
        .noMatch, .wrongPassphrase, .passphraseNeeded, .identityNeeded, .headerMACMismatch,
        .invalidKeyFile(.empty), .invalidKeyFile(.tooLong), .workFactorTooHigh(31),
        .mixedRecipients, .noRecipients, .tooManyRecipients, .plaintextTooLong, .outOfMemory,
        .stopped,
    ]

    static let age: [any Reason] =
        ageErrors + headerFlaws.map { AgeError.invalidHeader($0) }
        + armorFlaws.map { AgeError.invalidArmor($0) } + payloadFlaws.map { AgeError.payload($0) }
        + keyFlaws.map { AgeError.invalidRecipient($0) }
        + keyFlaws.map { AgeError.invalidIdentity($0) }
        + keyFlaws.map { AgeError.invalidKeyFile(.line(3, $0)) }

    static let tar: [any Reason] =
        [
            .unsafeName, .wrongChecksum, .unsupportedEntry(typeFlag: 53), .unusualHeader,
            .nonzeroPadding(after: "card"), .repeatedName("card"), .entryTooLarge,
            .tooManyEntries(limit: 12), .tooLarge(byteLimit: 4096), .trailingBytes,
            .truncated(in: "card"), .truncated(in: nil), .abandoned,
        ] as [TarError]

    static let notes: [any Reason] =
        [
            .tooLarge(byteLimit: 16), .malformedNote, .malformedSignature(number: 1),
            .repeatedSignature(by: "lola"), .tooManySignatures(limit: 16), .malformedKey,
            .unsupportedKey(type: 9), .unsuitableKey(of: "lola"), .malformedCheckpoint,
            .malformedProof, .wrongOrigin(wanted: "lola"), .wrongKind(wanted: "amanat-card/v1"),
            .unexpectedLine(number: 3, wanted: "time"), .unexpectedLine(number: 3, wanted: nil),
            .malformedValue(of: "time"), .notSigned(by: "lola"), .forged(by: "lola"),
        ] as [NoteError]

    static let proofs: [any Reason] =
        [
            .indexOutOfRange, .sizesOutOfOrder, .wrongPathLength, .oldRootMismatch, .rootMismatch,
        ] as [ProofError]

    private static let contradictions: [Contradiction] = [
        .deviceName, .signer, .heads, .sharedReceipt, .entries,
    ]

    private static let statementErrors: [StatementError] = [
        .note(.malformedNote), .wrongSignatures, .cutLeaf, .unacceptableName, .notAddressed,
    ]

    static let statements: [any Reason] =
        statementErrors + contradictions.map { StatementError.contradiction($0) }

    static let records: [any Reason] =
        [
            .archive(.trailingBytes), .entries, .note(.wrongSignatures), .salts,
            .partChanged("account.txt"), .account, .attachmentList, .otherRecord, .notAddressed,
        ] as [TestimonyError]

    private static let bundleErrors: [BundleError] = [
        .archive(.trailingBytes), .unexpectedEntry("card"), .alteredEntry(.card), .otherEnd,
        .otherCard, .wrongRoot, .incomplete,
    ]

    static let bundles: [any Reason] =
        bundleErrors
        + BundleError.Statement.allCases.map { BundleError.statement(.wrongSignatures, in: $0) }
}
