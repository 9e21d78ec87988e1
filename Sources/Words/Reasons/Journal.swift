package import Journal

extension JournalError {
    /// What happened.
    package var sentence: Sentence {
        switch self {
        case .file(let error): error.sentence
        case .damaged(let damage): damage.sentence
        case .mustReopen:
            Sentence("the journal could not be written before; run the command again")
        case .onlyRead: Sentence("the journal was opened to be read: nothing was written")
        case .tooLarge: Sentence("the journal does not take so much at once")
        }
    }

    /// What to do; nil where there is nothing.
    package var hint: Sentence? {
        switch self {
        case .file(let error): error.hint
        case .damaged(let damage): damage.hint
        case .mustReopen, .onlyRead, .tooLarge: nil
        }
    }
}

extension JournalDamage {
    /// Where it is, and what is wrong there.
    package var sentence: Sentence {
        Sentence("\(place) is damaged at byte \(offset): \(flaw.sentence)")
    }

    /// What it means for the vault. Its type is that of every reason's hint: with another, the dispatch over all
    /// reasons would call itself.
    package var hint: Sentence? {
        Sentence("nothing is written to this vault until that is understood")
    }
}

extension JournalFlaw {
    /// What is wrong.
    package var sentence: Sentence {
        switch self {
        case .boxDoesNotOpen: Sentence("it does not open")
        case .headAltered: Sentence("it is not as it was written")
        case .headMissing: Sentence("it is missing, and the journal is there")
        case .headOfOtherEntries: Sentence("the head does not belong to the entries")
        case .firstEntryMissing: Sentence("the entry at which it would begin is not there")
        case .segmentMissing: Sentence("it is missing or empty")
        case .headerAltered: Sentence("its first bytes are not as they were written")
        case .otherSegment: Sentence("it is not this segment")
        case .segmentCut: Sentence("it ends before its last frame")
        case .framesMissing: Sentence("frames before it are missing")
        case .unknownSegment: Sentence("the head does not know this segment")
        case .changedWhileOpen: Sentence("it changed while open")
        case .framePrefixCut: Sentence("a frame is cut off in its first bytes")
        case .frameLengthImpossible: Sentence("a frame has an impossible length")
        case .frameCut: Sentence("a frame is cut off")
        case .frameChecksumMismatch: Sentence("a frame does not match its checksum")
        case .otherFrame: Sentence("a frame is not this log's frame of this number")
        case .frameMissing: Sentence("a frame is missing")
        case .entryAltered: Sentence("an entry is not as it was written")
        case .otherCheckpoint: Sentence("a checkpoint is not that of its leaves")
        case .notContinued: Sentence("an entry does not continue the one before it")
        case .entriesMissing: Sentence("entries before it are missing")
        }
    }
}
