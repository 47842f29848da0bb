package story;

import data.DataSetServiceSoap;
import data.ExecuteQueryAsDataSetResponse.ExecuteQueryAsDataSetResult;
import data.FetchMoreAsDataSetResponse.FetchMoreAsDataSetResult;
import data.ReadTableAsDataSetResponse.ReadTableAsDataSetResult;
import data.ServiceFaultMessage;
import data.SessionHeader;
import javax.xml.ws.Holder;
import org.w3c.dom.Element;

/** The calls of the DataSetService: wsimport has the holders of the results before the header. */
final class DataSets {
    private final DataSetServiceSoap service;

    DataSets(DataSetServiceSoap service) {
        this.service = service;
    }

    DataSetAnswer readTable(String table, int size, String token) throws ServiceFaultMessage {
        // snippet: read a data set
        SessionHeader header = new SessionHeader();
        header.setToken(token);
        Holder<ReadTableAsDataSetResult> result = new Holder<>();
        Holder<String> cursor = new Holder<>();
        service.readTableAsDataSet(table, null, null, null, null, null, null, size, result, cursor, header);
        Element schema = (Element) result.value.getAny().get(0);
        Element diffgram = (Element) result.value.getAny().get(1);
        // end snippet
        return new DataSetAnswer(schema, diffgram, cursor.value);
    }

    DataSetAnswer executeQuery(String sql, int size, String token) throws ServiceFaultMessage {
        Holder<ExecuteQueryAsDataSetResult> result = new Holder<>();
        Holder<String> cursor = new Holder<>();
        service.executeQueryAsDataSet(sql, null, size, result, cursor, header(token));
        return DataSetAnswer.of(result.value.getAny(), cursor.value);
    }

    DataSetAnswer fetchMore(String last, String token) throws ServiceFaultMessage {
        Holder<FetchMoreAsDataSetResult> result = new Holder<>();
        Holder<String> cursor = new Holder<>();
        service.fetchMoreAsDataSet(last, null, result, cursor, header(token));
        return DataSetAnswer.of(result.value.getAny(), cursor.value);
    }

    private static SessionHeader header(String token) {
        SessionHeader header = new SessionHeader();
        header.setToken(token);
        return header;
    }
}
