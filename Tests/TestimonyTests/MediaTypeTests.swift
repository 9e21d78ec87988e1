import Testing

@testable import Testimony

@Suite("Media types")
struct MediaTypeTests {
    @Test(
        "a media type is guessed from the last ending, whatever its case",
        arguments: [
            ("voice.wav", "audio/wav"), ("VOICE.WAV", "audio/wav"), ("a.b.mp4", "video/mp4"),
            ("фото.JPG", "image/jpeg"), (".txt", "text/plain"), ("a.jpeg", "image/jpeg"),
        ])
    func known(name: String, type: String) {
        #expect(MediaType.guess(fromName: name) == type)
    }

    @Test(
        "whatever else it is, it is bytes",
        arguments: ["", ".", "wav", "a.", "a.exe", "a.wav ", "a.wav.zip", "a/b", "a.w\u{301}av"])
    func unknown(name: String) {
        #expect(MediaType.guess(fromName: name) == "application/octet-stream")
    }
}
