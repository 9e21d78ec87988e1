/// What is wrong at a place of a journal.
package enum JournalFlaw: Hashable, Sendable, CaseIterable {
    // Of the head.

    /// Its box does not open under the vault's key.
    case boxDoesNotOpen
    /// Its box opens, and does not hold a head of this log.
    case headAltered
    /// It is missing, and segments are there.
    case headMissing
    /// It speaks of another end than the last entry that was read.
    case headOfOtherEntries
    /// Of what is to be kept, the entry with which it would begin is not there.
    case firstEntryMissing

    // Of a segment.

    /// The file is not there, or has no bytes.
    case segmentMissing
    /// Its header is not as it was written.
    case headerAltered
    /// Its header has the number of another segment.
    case otherSegment
    /// It ends before the last frame that the head knows.
    case segmentCut
    /// Frames between the last segment and this one are missing.
    case framesMissing
    /// It lies where the next one would be begun, and belongs to no journal of this head.
    case unknownSegment
    /// It has another length than when it was opened.
    case changedWhileOpen

    // Of a frame.

    /// It ends within its length and checksum.
    case framePrefixCut
    /// Its length is less or more than any frame's.
    case frameLengthImpossible
    /// It ends before its length says.
    case frameCut
    /// Its bytes are not those of its checksum.
    case frameChecksumMismatch
    /// Its bytes are as they were written, and do not open as this log's frame of this number.
    case otherFrame
    /// There is none where one should begin.
    case frameMissing

    // Of an entry.

    /// Its frame opens, and does not hold an entry.
    case entryAltered
    /// Its checkpoint has another size or root than its leaves give, or is of another log.
    case otherCheckpoint
    /// It does not go on where the entry before it ended.
    case notContinued
    /// Entries between the one before it and this one are missing.
    case entriesMissing
}
