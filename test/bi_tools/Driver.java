import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Set;

/** What test/bi_tools/drivers.mjs asks, through JDBC. The argument is the URL of the database. */
public class Driver {
	static void check(String name, boolean passed) {
		System.out.println((passed ? "ok" : "not ok") + " - jdbc: " + name);
	}

	static String ask(Connection connection, String[] fields) {
		try (PreparedStatement statement = connection.prepareStatement(fields[0])) {
			for (int i = 1; i < fields.length; i++) {
				String content = fields[i].substring(fields[i].indexOf(':') + 1);
				if (fields[i].startsWith("array:")) {
					statement.setArray(i, connection.createArrayOf("varchar", content.split("\\|")));
				} else {
					statement.setString(i, content);
				}
			}
			try (ResultSet rows = statement.executeQuery()) {
				rows.next();
				return rows.getString(1);
			}
		} catch (SQLException error) {
			return "error: " + error.getMessage().replace('\n', ' ');
		}
	}

	static void columns(Connection connection) throws SQLException {
		Set<String> views = new HashSet<>();
		int without = 0, enums = 0, money = 0, wrongScale = 0;

		try (ResultSet columns = connection.getMetaData().getColumns(null, "bi", "%", "%")) {
			while (columns.next()) {
				String name = columns.getString("COLUMN_NAME"), remarks = columns.getString("REMARKS");

				views.add(columns.getString("TABLE_NAME"));
				without += remarks == null || remarks.isBlank() ? 1 : 0;
				enums += columns.getInt("DATA_TYPE") == Types.VARCHAR && !columns.getString("TYPE_NAME").equals("text") ? 1 : 0;
				if (columns.getInt("DATA_TYPE") == Types.NUMERIC && name.matches("(total|resident)_revenue|avg_(order|basket)_value|revenue_per_user")) {
					money++;
					wrongScale += columns.getInt("DECIMAL_DIGITS") == 2 ? 0 : 1;
				}
			}
		}
		try (ResultSet tables = connection.getMetaData().getTables(null, "bi", "%", new String[] {"VIEW"})) {
			int listed = 0, described = 0;
			while (tables.next()) {
				listed++;
				described += tables.getString("REMARKS") != null ? 1 : 0;
			}
			check("every view is listed, with what it says of itself", listed > 0 && listed == views.size() && described == listed);
		}
		check("every column says what it holds", without == 0);
		check("texts are text", enums == 0);
		check("money has two decimals, by its type", money > 20 && wrongScale == 0);
		try (PreparedStatement statement = connection.prepareStatement("SELECT total_revenue FROM bi.years ORDER BY year");
				ResultSet rows = statement.executeQuery()) {
			ResultSetMetaData answer = rows.getMetaData();
			rows.next();
			check("so it is in an answer", answer.getScale(1) == 2 && rows.getBigDecimal(1).scale() == 2);
		}
	}

	/* JDBC's sessions have the time zone of the machine that reads, whatever the role's: months are right in it. */
	static void months(Connection connection) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(
				"SELECT month, date_trunc('month', month), current_setting('TimeZone') FROM bi.months WHERE month >= ? ORDER BY month LIMIT 1")) {
			statement.setObject(1, LocalDate.of(2021, 7, 1));
			try (ResultSet rows = statement.executeQuery()) {
				rows.next();
				check("a month is a day of no time zone", rows.getObject(1, LocalDate.class).equals(LocalDate.of(2021, 7, 1))
					&& rows.getDate(1).toLocalDate().equals(LocalDate.of(2021, 7, 1)));
				check("a month as a moment is the same month where it is read", rows.getString(3).equals("Europe/Berlin")
					&& rows.getTimestamp(2).toLocalDateTime().toLocalDate().equals(LocalDate.of(2021, 7, 1)));
			}
		}
	}

	public static void main(String[] arguments) throws Exception {
		try (Connection connection = DriverManager.getConnection(arguments[0]);
				BufferedReader lines = new BufferedReader(new InputStreamReader(System.in))) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				System.out.println(ask(connection, line.split("\t", -1)));
			}
			columns(connection);
			months(connection);
		}
	}
}
