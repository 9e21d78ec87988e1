import AtRest
import DurableFiles
import SafeSodium
import SystemPackage
import TestSupport
import Testing

@Suite("Boxes")
struct BoxFolderTests {
    static let masterKey = [UInt8](1...32)

    func keys(_ masterKey: [UInt8] = masterKey) -> VaultKeys {
        VaultKeys(masterKey: SecretBytes(copying: masterKey.span))
    }

    func boxes(_ folder: FilePath) -> BoxFolder { BoxFolder(folder, keys: keys(), files: Files()) }

    func read(_ name: String, _ boxes: BoxFolder, limit: Int = 1 << 20) throws -> [UInt8]? {
        guard let contents = try boxes.read(name, limit: limit) else { return nil }
        return [UInt8](contents.bytes)
    }

    @Test("a box gives back what was put into it", arguments: [0, 1, 63, 64, 65, 100_000])
    func roundTrip(byteCount: Int) throws {
        var generator = SeededGenerator(for: "boxes")
        let bytes = generator.bytes(byteCount)
        try withFolder { folder in
            try boxes(folder).write("people", bytes.span)
            #expect(try read("people", boxes(folder)) == bytes)
        }
    }

    @Test("a box that is written again holds the later contents alone")
    func replaced() throws {
        try withFolder { folder in
            try boxes(folder).write("people", [UInt8](1...100).span)
            try boxes(folder).write("people", [7].span)
            #expect(try read("people", boxes(folder)) == [7])
            #expect(try contents(of: folder).count == 1)
        }
    }

    @Test("a box that could not be read again is refused, and the old one stays")
    func tooLarge() throws {
        try withFolder { folder in
            let boxes = boxes(folder)
            try boxes.write("people", [1, 2, 3].span)
            let before = try contents(of: folder)
            for byteCount in [BoxFolder.maximumByteCount - 1024, BoxFolder.maximumByteCount + 1] {
                let large = [UInt8](repeating: 0, count: byteCount)
                #expect(throws: AtRestError.tooLarge(place: "people"), "\(byteCount) bytes") {
                    try boxes.write("people", large.span)
                }
                #expect(try contents(of: folder) == before, "\(byteCount) bytes")
            }
            #expect(try read("people", boxes) == [1, 2, 3])
        }
    }

    @Test("a box that is not there is nil, and not damage")
    func missing() throws {
        try withFolder { folder in
            for name in ["people", "journal/head"] {
                let contents = try read(name, boxes(folder))
                #expect(contents == nil)
            }
        }
    }

    @Test("a box cannot stand in for another one, or for one of another vault")
    func otherName() throws {
        try withFolder { folder in
            let boxes = boxes(folder)
            try boxes.write("people", [1, 2, 3].span)
            let file = try contents(of: folder)["people"] ?? []
            try place(file, at: folder.appending("bundles"))
            #expect(throws: AtRestError.damaged(place: "bundles")) { try read("bundles", boxes) }
            let other = BoxFolder(folder, keys: keys([UInt8](2...33)), files: Files())
            #expect(throws: AtRestError.damaged(place: "people")) { try read("people", other) }
        }
    }

    @Test("a box with any bit flipped is damaged")
    func bitFlips() throws {
        try withFolder { folder in
            let boxes = boxes(folder)
            try boxes.write("people", [1, 2, 3].span)
            let file = try contents(of: folder)["people"] ?? []
            #expect(file.count == 14 + 24 + 3 + 16)
            for position in file.indices {
                for bit in 0..<8 as Range<UInt8> {
                    var changed = file
                    changed[position] ^= 1 << bit
                    try place(changed, at: folder.appending("people"))
                    #expect(throws: AtRestError.damaged(place: "people"), "byte \(position)") {
                        try read("people", boxes)
                    }
                }
            }
        }
    }

    @Test("a box that is cut off at any length, or longer than it was, is damaged")
    func cuts() throws {
        try withFolder { folder in
            let boxes = boxes(folder)
            try boxes.write("people", [1, 2, 3].span)
            let file = try contents(of: folder)["people"] ?? []
            for changed in file.indices.map({ Array(file[..<$0]) }) + [file + [0], file + file] {
                try place(changed, at: folder.appending("people"))
                #expect(throws: AtRestError.damaged(place: "people"), "\(changed.count) bytes") {
                    try read("people", boxes)
                }
            }
        }
    }

    @Test("a box over the limit is refused unread, and is not called damaged")
    func limit() throws {
        try withFolder { folder in
            try boxes(folder).write("people", [1, 2, 3].span)
            #expect(try read("people", boxes(folder), limit: 57) == [1, 2, 3])
            let error = FileError(.read, folder.appending("people"), .fileTooLarge)
            #expect(throws: AtRestError.file(error)) {
                try read("people", boxes(folder), limit: 56)
            }
        }
    }

    @Test("the same contents never make the same file, and a box opens as the page says")
    func format() throws {
        try withFolder { folder in
            var files: [[UInt8]] = []
            for _ in 0..<2 {
                try boxes(folder).write("people", Array("who".utf8).span)
                files.append(try contents(of: folder)["people"] ?? [])
            }
            #expect(files[0][14..<38] != files[1][14..<38])
            let key = HKDFSHA256.key(from: Self.masterKey.span, info: "amanat/v1 boxes")
            for file in files {
                #expect(file.starts(with: "amanat-box/v1\n".utf8))
                let opened = try XChaCha20Poly1305.open(
                    file.span.extracting(droppingFirst: 14), key: key,
                    authenticating: Array("people".utf8))
                #expect([UInt8](opened.bytes) == Array("who".utf8))
            }
        }
    }
}
