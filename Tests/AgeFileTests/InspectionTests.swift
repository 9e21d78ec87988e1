import AgeFile
import Testing

@Suite("Inspection and armor")
struct InspectionTests {
    @Test(
        "a file tells its stanzas and lengths without a key", arguments: Lock.allCases,
        [true, false])
    func inspects(_ lock: Lock, _ armored: Bool) throws {
        for size in [0, 1, 65_536, 65_537] {
            let file = try lock.seal([UInt8](repeating: 1, count: size), armored: armored)
            let inspection = try Inspection(MemorySource(file))
            #expect(inspection.isArmored == armored)
            #expect(inspection.plaintextByteCount == size)
            #expect(inspection.isPostQuantum == (lock != .x25519))
            #expect(inspection.stanzaKinds.map(\.count) == [1])
            if !armored {
                #expect(inspection.headerByteCount + inspection.payloadByteCount == file.count)
            }
        }
    }

    @Test("lengths that no payload has are told")
    func lengths() {
        for count in [0, 16, 31, 16 + 65_552 + 1, 16 + 65_552 + 16] {
            #expect(Inspection.plaintextByteCount(payloadByteCount: count) == nil)
        }
        #expect(Inspection.plaintextByteCount(payloadByteCount: 32) == 0)
        #expect(Inspection.plaintextByteCount(payloadByteCount: 16 + 65_552 + 17) == 65_537)
    }

    @Test("an armor is told from a binary file by its beginning")
    func detection() {
        for (text, expected) in [
            (" \r\n-----BEGIN AGE", true), ("age-encryption.org/v1\n", false),
            ("-----BEG", false), ("", false), ("  ", false),
        ] {
            let isLikely = Armor.isLikely(Array(text.utf8).span)
            #expect(isLikely == expected, "\(text)")
        }
    }

    @Test("more than a kilobyte of white space around an armor is refused")
    func whitespace() throws {
        let file = try Lock.x25519.seal([1], armored: true)
        func spaces(_ count: Int) -> [UInt8] {
            [UInt8](repeating: UInt8(ascii: "\n"), count: count)
        }
        #expect(try Lock.x25519.open(spaces(1024) + file + spaces(1024), armored: true) == [1])
        #expect(throws: AgeError.invalidArmor(.trailingData)) {
            try Lock.x25519.open(file + spaces(1025), armored: true)
        }
        #expect(throws: AgeError.invalidArmor(.missingBegin)) {
            try Lock.x25519.open(spaces(1025) + file, armored: true)
        }
    }
}
