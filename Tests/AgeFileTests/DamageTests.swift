import AgeFile
import SafeSodium
import TestSupport
import Testing

@Suite("Damage")
struct DamageTests {
    @Test(
        "a file with any one bit flipped is refused",
        arguments: Lock.allCases, [false, true])
    func bitFlips(_ lock: Lock, _ armored: Bool) throws {
        let file = try lock.seal(Array("a testimony".utf8), armored: armored)
        for position in file.indices {
            for bit in 0..<8 {
                var damaged = file
                damaged[position] ^= 1 << UInt8(bit)
                #expect(throws: (any Error).self, "byte \(position), bit \(bit)") {
                    try lock.open(damaged, armored: armored)
                }
            }
        }
    }

    @Test(
        "a file cut off at any length is refused",
        arguments: Lock.allCases, [false, true])
    func cuts(_ lock: Lock, _ armored: Bool) throws {
        let file = try lock.seal(Array("a testimony".utf8), armored: armored)
        // An armor may lack its last line feed.
        for count in 0..<(armored ? file.count - 1 : file.count) {
            #expect(throws: (any Error).self, "\(count) bytes") {
                try lock.open(Array(file[..<count]), armored: armored)
            }
        }
    }

    @Test(
        "whole chunks that are dropped, repeated or swapped are refused, and those before given out"
    )
    func chunks() throws {
        var generator = SeededGenerator(for: "chunks")
        let plaintext = generator.bytes(5 * 65_536)
        let file = try Lock.x25519.seal(plaintext)
        let payload = file.count - 5 * 65_552
        func chunk(_ index: Int) -> ArraySlice<UInt8> {
            file[(payload + index * 65_552)..<(payload + (index + 1) * 65_552)]
        }
        let cases: [([Int], Int, PayloadFlaw)] = [
            ([0, 1, 2, 3], 4, .truncated),
            ([0, 1, 3, 4], 2, .damagedChunk(2)),
            ([0, 0, 1, 2, 3, 4], 1, .damagedChunk(1)),
            ([0, 1, 2, 4, 3], 3, .damagedChunk(3)),
            ([0, 1, 2, 3, 4, 4], 5, .trailingData),
            ([], 0, .truncated),
        ]
        for (order, good, flaw) in cases {
            let altered = file[..<payload] + order.flatMap { chunk($0) }
            var given: [UInt8] = []
            #expect(throws: AgeError.payload(flaw)) {
                var reader = try Lock.x25519.reader(MemorySource(Array(altered)))
                while try reader.readChunk({ given.append($0) }) {}
            }
            #expect(given == Array(plaintext[..<(good * 65_536)]))
        }
    }

    @Test("damage late in a long file leaves all chunks before it")
    func lateDamage() throws {
        let plaintext = [UInt8](repeating: 9, count: 130 * 65_536)
        var file = try Lock.x25519.seal(plaintext)
        file[file.count - 1 - 3 * 65_552] ^= 1
        var count = 0
        #expect(throws: AgeError.payload(.damagedChunk(126))) {
            var reader = try Lock.x25519.reader(MemorySource(file))
            while try reader.readChunk({ count += $0.count }) {}
        }
        #expect(count == 126 * 65_536)
    }

    @Test("a header of too many bytes or stanzas is refused before it is all read")
    func longHeaders() throws {
        let stanza = "-> grease\n\n"
        let many = "age-encryption.org/v1\n" + String(repeating: stanza, count: 1025)
        #expect(throws: AgeError.invalidHeader(.tooLong)) { try Header(Array(many.utf8)) }
        let line = "-> " + String(repeating: "a", count: 1 << 20)
        #expect(throws: AgeError.invalidHeader(.tooLong)) {
            try Header(Array("age-encryption.org/v1\n\(line)\n\n---".utf8))
        }
        #expect(throws: AgeError.invalidHeader(.notAnAgeFile)) {
            try Header([UInt8](repeating: 0, count: 2 << 20))
        }
    }
}
