// Enciphers a submission as the page of the XForms specification says (encrypted submissions), with Java's own ciphers, and writes what a
// phone would send.
//
//   java Seal.java FORM.xml SUBMISSION.xml FOLDER SHA-1|SHA-256 [FILE...]
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

class Seal {
    static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) throw new IllegalArgumentException(pattern);
        return matcher.group(1);
    }

    static String asymmetric(PublicKey key, byte[] bytes, String digest) throws Exception {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(Cipher.ENCRYPT_MODE, key,
            new OAEPParameterSpec("SHA-256", "MGF1", new MGF1ParameterSpec(digest), PSource.PSpecified.DEFAULT));
        return Base64.getEncoder().encodeToString(cipher.doFinal(bytes));
    }

    public static void main(String[] words) throws Exception {
        String form = Files.readString(Path.of(words[0]));
        byte[] submission = Files.readAllBytes(Path.of(words[1]));
        Path folder = Path.of(words[2]);
        String digest = words[3];
        String text = new String(submission, StandardCharsets.UTF_8);
        byte[] der = Base64.getDecoder().decode(found("base64RsaPublicKey=\"([^\"]+)\"", form));
        PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
        String id = found("<data[^>]* id=\"([^\"]+)\"", text);
        String version = found("<data[^>]* version=\"([^\"]+)\"", text);
        String instance = found("instanceID>([^<]+)<", text);
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        md5.update(instance.getBytes(StandardCharsets.UTF_8));
        byte[] vector = md5.digest(secret);
        String encodedKey = asymmetric(key, secret, digest);
        StringBuilder signed = new StringBuilder(id + "\n" + version + "\n" + encodedKey + "\n" + instance + "\n");
        StringBuilder media = new StringBuilder();
        int count = 0;
        for (int at = 4; at <= words.length; at += 1) {
            boolean isLast = at == words.length;
            String name = isLast ? "submission.xml" : Path.of(words[at]).getFileName().toString();
            byte[] bytes = isLast ? submission : Files.readAllBytes(Path.of(words[at]));
            vector[count % 16] += 1;
            count += 1;
            Cipher cipher = Cipher.getInstance("AES/CFB/PKCS5Padding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(secret, "AES"), new IvParameterSpec(vector));
            Files.write(folder.resolve(name + ".enc"), cipher.doFinal(bytes));
            signed.append(name).append("::").append(HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes))).append("\n");
            if (!isLast) media.append("<media><file>").append(name).append(".enc</file></media>");
        }
        byte[] sum = MessageDigest.getInstance("MD5").digest(signed.toString().getBytes(StandardCharsets.UTF_8));
        String manifest = "<data id=\"" + id + "\" version=\"" + version + "\" encrypted=\"yes\" xmlns=\"http://opendatakit.org/submissions\">"
            + "<base64EncryptedKey>" + encodedKey + "</base64EncryptedKey>"
            + "<orx:meta xmlns:orx=\"http://openrosa.org/xforms\"><orx:instanceID>" + instance + "</orx:instanceID></orx:meta>" + media
            + "<encryptedXmlFile>submission.xml.enc</encryptedXmlFile>"
            + "<base64EncryptedElementSignature>" + asymmetric(key, sum, digest) + "</base64EncryptedElementSignature></data>";
        Files.writeString(folder.resolve("manifest.xml"), manifest);
    }
}
